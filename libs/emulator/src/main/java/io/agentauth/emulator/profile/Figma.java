// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Figma: codes of 30 seconds, HTTP Basic, an address of its own for refreshes, which give no new refresh token and end the access token before;
 * no scopes in answers; 403 for whatever is wrong with a token. How the refusal of a dead refresh token looks is not documented: RFC 6749's here.
 */
final class Figma extends Profile {
    private static final String REFRESH = "api.figma.com/v1/oauth/refresh";

    Figma() {
        super(new Facts(
                "figma",
                "https://www.figma.com",
                Map.of(
                        "www.figma.com/oauth",
                        Endpoint.AUTHORIZE,
                        "api.figma.com/v1/oauth/token",
                        Endpoint.TOKEN,
                        REFRESH,
                        Endpoint.TOKEN,
                        "api.figma.com/v1/me",
                        Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC),
                false,
                false,
                Switches.nature(Rotation.NONE, 7_776_000, 30).withOldAccessDying()));
    }

    @Override
    public Optional<String> missing(Parameters authorization) {
        return authorization.find("state").isPresent() ? Optional.empty() : Optional.of("state is missing.");
    }

    /** With commas or with spaces. */
    @Override
    public List<String> scopes(String parameter) {
        return separated(parameter, "[ ,]+");
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    /** The address says it; a refresh elsewhere is not understood. */
    @Override
    public String grantType(Call call) {
        if (call.path().equals(REFRESH)) {
            return "refresh_token";
        }
        String named = super.grantType(call);
        return named.equals("refresh_token") ? "refresh_token at the wrong address" : named;
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        return List.of(new Kind("main", code.granted(), "figu_", "figur_", true));
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        return renewed(issued.getFirst(), call);
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        Person person = issued.family().person();
        ObjectNode body = answer(issued, call)
                .put("token_type", "bearer")
                .put("user_id", person.number())
                .put("user_id_string", Long.toString(person.number()));
        body.remove("scope");
        return secret(Reply.json(200, body));
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return problem(429, "Rate limit exceeded")
                .with("Retry-After", seconds(wait))
                .with("X-Figma-Plan-Tier", "starter")
                .with("X-Figma-Rate-Limit-Type", "low")
                .with("X-Figma-Upgrade-Link", "https://www.figma.com/pricing");
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        Person person = token.family().person();
        return token.family().scopes().contains("current_user:read")
                ? Reply.json(
                        200,
                        Json.object()
                                .put("id", Long.toString(person.number()))
                                .put("email", person.email())
                                .put("handle", person.name()))
                : problem(403, "Invalid scope(s). This endpoint requires the current_user:read scope");
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(403, "Invalid token");
    }

    private static Reply problem(int status, String text) {
        return Reply.json(status, Json.object().put("status", status).put("err", text));
    }
}
