// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** gitlab.com: a refresh repeats the redirect URI, and ends the old access token with the old refresh token. */
final class GitLab extends Profile {
    private static final Set<String> READS_USER = Set.of("read_user", "read_api", "api");

    GitLab() {
        super(new Facts(
                "gitlab",
                "https://gitlab.com",
                Map.of(
                        "gitlab.com/oauth/authorize", Endpoint.AUTHORIZE,
                        "gitlab.com/oauth/token", Endpoint.TOKEN,
                        "gitlab.com/oauth/revoke", Endpoint.REVOKE,
                        "gitlab.com/oauth/introspect", Endpoint.INTROSPECT,
                        "gitlab.com/oauth/userinfo", Endpoint.IDENTITY,
                        "gitlab.com/.well-known/openid-configuration", Endpoint.DISCOVERY,
                        "gitlab.com/oauth/discovery/keys", Endpoint.JWKS,
                        "gitlab.com/api/v4/user", Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.ALWAYS, 7200, 600).withOldAccessDying()));
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public Optional<Failure> wrong(Call refresh, Family family) {
        return refresh.parameters().get("redirect_uri").equals(family.redirectUri())
                ? Optional.empty()
                : Optional.of(Failure.BAD_REDIRECT_URI);
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        return dated(super.exchanged(code, issued, call, desk), issued.getFirst());
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        return dated(super.renewed(issued, call), issued);
    }

    @Override
    Reply revoked() {
        return Reply.json(200, Json.object());
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        Instant until = Instant.now().plus(wait);
        return Reply.text(429, "Retry later\n")
                .with("Retry-After", seconds(wait))
                .with("RateLimit-Limit", "60")
                .with("RateLimit-Observed", "61")
                .with("RateLimit-Remaining", "0")
                .with("RateLimit-Reset", Long.toString(until.getEpochSecond()));
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        if (call.path().endsWith("userinfo")) {
            return super.identity(call, token);
        }
        Person person = token.family().person();
        return token.family().scopes().stream().anyMatch(READS_USER::contains)
                ? Reply.json(
                        200,
                        Json.object()
                                .put("id", person.number())
                                .put("username", person.login())
                                .put("name", person.name())
                                .put("email", person.email()))
                : Reply.json(403, Json.object().put("error", "insufficient_scope"));
    }

    private static Reply dated(Reply tokens, Issued issued) {
        ObjectNode body = (ObjectNode) Json.parse(tokens.body());
        return tokens.withBody(body.put("created_at", issued.access().issuedAt().getEpochSecond())
                .toString());
    }
}
