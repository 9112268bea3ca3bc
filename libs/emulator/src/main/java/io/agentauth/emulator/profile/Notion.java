// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.grant.RefreshToken;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Notion: JSON bodies with HTTP Basic, no scopes, no challenges, no word about lifetimes; each refresh replaces both tokens. Every call to the API
 * says which version it means. How long a token lives is not documented: an hour here, which no answer tells.
 */
final class Notion extends Profile {
    private static final Pattern VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    Notion() {
        super(new Facts(
                "notion",
                "https://api.notion.com",
                Map.of(
                        "api.notion.com/v1/oauth/authorize", Endpoint.AUTHORIZE,
                        "api.notion.com/v1/oauth/token", Endpoint.TOKEN,
                        "api.notion.com/v1/oauth/revoke", Endpoint.REVOKE,
                        "api.notion.com/v1/oauth/introspect", Endpoint.INTROSPECT,
                        "api.notion.com/v1/users/me", Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC),
                false,
                false,
                Switches.nature(Rotation.ALWAYS, 3600, 600)));
    }

    @Override
    public Optional<String> missing(Parameters authorization) {
        return lacking(authorization, "owner", "user");
    }

    @Override
    public boolean ignoresPkce() {
        return true;
    }

    @Override
    public boolean reads(Call.Body body) {
        return body == Call.Body.JSON;
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        return List.of(new Kind("main", List.of(), "ntn_", "nrt_", true));
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        return renewed(issued.getFirst(), call);
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        Person person = issued.family().person();
        ObjectNode body = Json.object()
                .put("access_token", issued.access().value())
                .put("token_type", "bearer")
                .put("bot_id", "bot-" + person.subject())
                .put("workspace_id", "workspace-emulated")
                .put("workspace_name", "Emulated")
                .putNull("duplicated_template_id")
                .put("request_id", Hash.random());
        body.put("refresh_token", issued.refresh().map(RefreshToken::value).orElse(null));
        body.set("owner", owner(person));
        return secret(Reply.json(200, body));
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return problem(429, "rate_limited").with("Retry-After", seconds(wait));
    }

    /** Answers as the bot, whose owner is the person. */
    @Override
    public Reply identity(Call call, AccessToken token) {
        if (call.header("notion-version")
                .filter(value -> VERSION.matcher(value).matches())
                .isEmpty()) {
            return problem(400, "missing_version");
        }
        Person person = token.family().person();
        ObjectNode bot = Json.object().put("workspace_name", "Emulated");
        bot.set("owner", owner(person));
        return Reply.json(
                200,
                Json.object()
                        .put("object", "user")
                        .put("id", "bot-" + person.subject())
                        .put("type", "bot")
                        .set("bot", bot));
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(401, "unauthorized");
    }

    private static ObjectNode owner(Person person) {
        ObjectNode user = Json.object()
                .put("object", "user")
                .put("id", person.subject())
                .put("name", person.name())
                .put("type", "person");
        user.set("person", Json.object().put("email", person.email()));
        return Json.object().put("type", "user").set("user", user);
    }

    private static Reply problem(int status, String code) {
        return Reply.json(
                status,
                Json.object()
                        .put("object", "error")
                        .put("status", status)
                        .put("code", code)
                        .put("message", "As documented."));
    }
}
