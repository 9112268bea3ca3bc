// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
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

/** Bitbucket Cloud as it is since 2026-05-04: refresh tokens can be used once, tokens travel in the header only. No challenges, no revocation. */
final class Bitbucket extends Profile {
    private static final long NINETY_DAYS = 7_776_000;

    Bitbucket() {
        super(new Facts(
                "bitbucket",
                "https://bitbucket.org",
                Map.of(
                        "bitbucket.org/site/oauth2/authorize", Endpoint.AUTHORIZE,
                        "bitbucket.org/site/oauth2/access_token", Endpoint.TOKEN,
                        "api.bitbucket.org/2.0/user", Endpoint.IDENTITY,
                        "api.bitbucket.org/2.0/user/emails", Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.ALWAYS, 7200, 600).withRefreshLifetime(NINETY_DAYS)));
    }

    /** The owner of the consumer. */
    @Override
    public Optional<Person> ofClient(Clients.Client client) {
        return Optional.of(new Person("owner of " + client.clientId()));
    }

    @Override
    public boolean ignoresPkce() {
        return true;
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return problem(429, "Rate limit for this resource has been exceeded")
                .with("X-RateLimit-Limit", "1000")
                .with("X-RateLimit-Resource", "api")
                .with("X-RateLimit-NearLimit", "true");
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        Person person = token.family().person();
        boolean mail = call.path().endsWith("/emails");
        if (!token.family().scopes().contains(mail ? "email" : "account")) {
            return problem(403, "Your credentials lack one or more required privilege scopes.");
        }
        ObjectNode address = Json.object()
                .put("email", person.email())
                .put("is_primary", true)
                .put("is_confirmed", true);
        return mail
                ? Reply.json(200, Json.object().set("values", Json.node(List.of(address))))
                : Reply.json(
                        200,
                        Json.object()
                                .put("type", "user")
                                .put("account_id", "557058:" + person.subject())
                                .put("uuid", "{" + person.subject() + "}")
                                .put("display_name", person.name())
                                .put("username", person.login()));
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(401, "Token is invalid, expired, or not supported for this endpoint.");
    }

    private static Reply problem(int status, String message) {
        return Reply.json(
                status,
                Json.object().put("type", "error").set("error", Json.object().put("message", message)));
    }
}
