// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * monday.com's newer token service: PKCE, JSON bodies, access tokens that are JWTs and say alone when they end, single use of refresh tokens. The
 * API is GraphQL, takes the bare token, and tells refusals with status 200.
 */
final class Monday extends Profile {
    Monday() {
        super(new Facts(
                "monday",
                "https://auth.monday.com/oauth_ms",
                Map.of(
                        "auth.monday.com/oauth2/authorize", Endpoint.AUTHORIZE,
                        "auth.monday.com/oauth_ms/oauth/token", Endpoint.TOKEN,
                        "auth.monday.com/oauth_ms/oauth/revoke", Endpoint.REVOKE,
                        "auth.monday.com/oauth_ms/.well-known/oauth-authorization-server", Endpoint.DISCOVERY,
                        "api.monday.com/v2", Endpoint.IDENTITY),
                Set.of(ClientStyle.POST),
                true,
                false,
                Switches.nature(Rotation.ALWAYS, 3600, 600)));
    }

    @Override
    public boolean reads(Call.Body body) {
        return body == Call.Body.JSON;
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public Map<String, String> callbackExtras(Asked asked, List<String> granted) {
        return Map.of("status", "success");
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        return List.of(new Kind("main", code.granted(), Kind.JWT, "mrt_", true));
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        return renewed(issued.getFirst(), call);
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        ObjectNode body = answer(issued, call);
        body.remove("expires_in");
        return secret(Reply.json(200, body));
    }

    @Override
    public Reply revoke(Call call, Desk desk) {
        return reads(call.body()) ? super.revoke(call, desk) : failure(Failure.INVALID_REQUEST, call);
    }

    @Override
    Reply revoked() {
        return Reply.json(200, Json.object().put("success", true));
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return GraphQl.refused(429, "COMPLEXITY_BUDGET_EXHAUSTED").with("Retry-After", seconds(wait));
    }

    /** The bare token; whether a word before it is taken is not documented, so none is. */
    @Override
    public Optional<String> apiToken(Call call) {
        return call.header("authorization");
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        if (!call.method().equals("POST") || !call.parameters().get("query").contains("me {")) {
            return GraphQl.refused(200, "PARSE_ERROR");
        }
        if (!token.family().scopes().contains("me:read")) {
            return GraphQl.refused(200, "UserUnauthorizedException");
        }
        Person person = token.family().person();
        ObjectNode me = Json.object()
                .put("id", Long.toString(person.number()))
                .put("name", person.name())
                .put("email", person.email());
        me.set(
                "account",
                Json.object().put("id", "7000").put("name", "Emulated").put("slug", "emulated"));
        return Reply.json(200, Json.object().set("data", Json.object().set("me", me)));
    }

    @Override
    public Reply unauthorized(Call call) {
        return GraphQl.refused(401, "NOT_AUTHENTICATED");
    }
}
