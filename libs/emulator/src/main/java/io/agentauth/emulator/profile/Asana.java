// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Issued;
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

/** Asana: wants a state; tells no scopes but who it is; a refresh token that stays; a revocation that takes the refresh token only. */
final class Asana extends Profile {
    Asana() {
        super(new Facts(
                "asana",
                "https://app.asana.com/api/1.0",
                Map.of(
                        "app.asana.com/-/oauth_authorize", Endpoint.AUTHORIZE,
                        "app.asana.com/-/oauth_token", Endpoint.TOKEN,
                        "app.asana.com/-/oauth_revoke", Endpoint.REVOKE,
                        "app.asana.com/api/1.0/users/me", Endpoint.IDENTITY,
                        "app.asana.com/api/1.0/openid_connect/userinfo", Endpoint.IDENTITY,
                        "app.asana.com/api/1.0/.well-known/openid-configuration", Endpoint.DISCOVERY),
                Set.of(ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.NONE, 3600, 600)));
    }

    @Override
    public Optional<String> missing(Parameters authorization) {
        return authorization.find("state").isPresent() ? Optional.empty() : Optional.of("state is missing.");
    }

    /** {@code default}, or names of a resource and an action. */
    @Override
    public boolean knowsScope(String scope) {
        return scope.matches("default|openid|email|profile|(?!forbidden)[a-z_]+:[a-z]+");
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        Reply tokens = super.exchanged(code, issued, call, desk);
        ObjectNode body = (ObjectNode) Json.parse(tokens.body());
        body.remove("scope");
        body.set("data", user(code.person()));
        return tokens.withBody(body.toString());
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        ObjectNode body = answer(issued, call);
        body.remove("scope");
        body.set("data", user(issued.family().person()));
        return secret(Reply.json(200, body));
    }

    @Override
    public Reply revoke(Call call, Desk desk) {
        boolean access =
                desk.grants().findAccess(call.parameters().get("token")).isPresent();
        return access ? error("invalid_request", "An access token cannot be revoked.") : super.revoke(call, desk);
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return problem(429, "You have made too many requests recently.").with("Retry-After", seconds(wait));
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        return call.path().endsWith("userinfo")
                ? super.identity(call, token)
                : Reply.json(200, Json.object().set("data", user(token.family().person())));
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(401, "Not Authorized");
    }

    private static ObjectNode user(Person person) {
        return Json.object()
                .put("gid", Long.toString(person.number()))
                .put("id", person.number())
                .put("resource_type", "user")
                .put("name", person.name())
                .put("email", person.email());
    }

    private static Reply problem(int status, String message) {
        return Reply.json(
                status,
                Json.object().set("errors", Json.node(List.of(Json.object().put("message", message)))));
    }
}
