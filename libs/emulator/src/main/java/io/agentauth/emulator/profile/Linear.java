// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.grant.RefreshToken;
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

/**
 * Linear: asked with commas, answered with spaces; a spent refresh token works for half an hour more; its GraphQL API says with 400 that there were
 * too many calls; a token is revoked by whoever holds it.
 */
final class Linear extends Profile {
    Linear() {
        super(new Facts(
                "linear",
                "https://linear.app",
                Map.of(
                        "linear.app/oauth/authorize", Endpoint.AUTHORIZE,
                        "api.linear.app/oauth/token", Endpoint.TOKEN,
                        "api.linear.app/oauth/revoke", Endpoint.REVOKE,
                        "api.linear.app/graphql", Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.GRACE, 86_399, 600).withGrace(1800)));
    }

    /** The app itself. */
    @Override
    public Optional<Person> ofClient(Clients.Client client) {
        return Optional.of(new Person("app " + client.clientId()));
    }

    @Override
    public List<String> scopes(String parameter) {
        return separated(parameter.strip(), "\\s*,\\s*");
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    /** In the body either token, in the header an access token. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        Optional<String> shown = call.parameters().find("token").or(call::bearer);
        if (shown.isEmpty()) {
            return unauthorized(call);
        }
        Instant now = desk.grants().now();
        Optional<RefreshToken> refresh = desk.grants()
                .findRefresh(shown.get())
                .filter(token -> token.family().provider().equals(id()) && token.isValid(now));
        Optional<AccessToken> access = desk.validAccess(this, shown.get());
        refresh.ifPresent(token -> revoke(token, desk));
        access.ifPresent(token -> revoke(token, desk));
        return refresh.isPresent() || access.isPresent() ? Reply.empty(200) : Reply.empty(400);
    }

    /** With 400 where it is GraphQL; how it is elsewhere is not documented. */
    @Override
    public Reply limited(Call call, Duration wait) {
        return GraphQl.refused(call.path().endsWith("/graphql") ? 400 : 429, "RATELIMITED")
                .with("X-RateLimit-Requests-Limit", "1500")
                .with("X-RateLimit-Requests-Remaining", "0")
                .with(
                        "X-RateLimit-Requests-Reset",
                        Long.toString(Instant.now().plus(wait).toEpochMilli()));
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        if (!call.method().equals("POST") || !call.parameters().get("query").contains("viewer {")) {
            return GraphQl.refused(400, "GRAPHQL_VALIDATION_FAILED");
        }
        Person person = token.family().person();
        ObjectNode viewer = Json.object()
                .put("id", person.subject())
                .put("name", person.name())
                .put("email", person.email());
        viewer.set(
                "organization",
                Json.object().put("id", "org-emulated").put("name", "Emulated").put("urlKey", "emulated"));
        return Reply.json(200, Json.object().set("data", Json.object().set("viewer", viewer)));
    }

    @Override
    public Reply unauthorized(Call call) {
        return GraphQl.refused(401, "AUTHENTICATION_ERROR");
    }
}
