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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Discord: form bodies only, refresh tokens that can be used once, and a revocation of either token that ends all the person gave this client. */
final class Discord extends Profile {
    Discord() {
        super(new Facts(
                "discord",
                "https://discord.com",
                Map.of(
                        "discord.com/oauth2/authorize", Endpoint.AUTHORIZE,
                        "discord.com/api/oauth2/token", Endpoint.TOKEN,
                        "discord.com/api/oauth2/token/revoke", Endpoint.REVOKE,
                        "discord.com/api/v10/users/@me", Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.ALWAYS, 604_800, 600)));
    }

    /** The owner of the application, who is called as its client id. */
    @Override
    public Optional<Person> ofClient(Clients.Client client) {
        return Optional.of(new Person("owner of " + client.clientId()));
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    void revoke(RefreshToken refresh, Desk desk) {
        desk.grants().siblings(refresh.family()).forEach(desk::revoke);
    }

    @Override
    void revoke(AccessToken access, Desk desk) {
        desk.grants().siblings(access.family()).forEach(desk::revoke);
    }

    /** The wait is a number with decimals. */
    @Override
    public Reply limited(Call call, Duration wait) {
        return Reply.json(
                        429,
                        Json.object()
                                .put("message", "You are being rate limited.")
                                .put("retry_after", wait.toMillis() / 1000.0)
                                .put("global", false))
                .with("Retry-After", seconds(wait))
                .with("X-RateLimit-Limit", "5")
                .with("X-RateLimit-Remaining", "0")
                .with("X-RateLimit-Reset-After", seconds(wait) + ".000")
                .with("X-RateLimit-Bucket", "emulated")
                .with("X-RateLimit-Scope", "user");
    }

    /** Whoever does not say what calls is kept out. */
    @Override
    public Reply identity(Call call, AccessToken token) {
        Person person = token.family().person();
        if (call.header("user-agent").isEmpty()) {
            return Reply.html(403, "<h1>Forbidden</h1>");
        }
        if (!token.family().scopes().contains("identify")) {
            return message(403, "Missing Access", 50_001);
        }
        ObjectNode body = Json.object()
                .put("id", Long.toString(person.number()))
                .put("username", person.login())
                .put("global_name", person.name());
        return Reply.json(200, token.family().scopes().contains("email") ? body.put("email", person.email()) : body);
    }

    @Override
    public Reply unauthorized(Call call) {
        return message(401, "401: Unauthorized", 0);
    }

    private static Reply message(int status, String text, int code) {
        return Reply.json(status, Json.object().put("message", text).put("code", code));
    }
}
