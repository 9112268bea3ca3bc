// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slack: {@code ok} says everything and the status nothing; one answer may hold two tokens, the bot's and the person's, and each has a chain
 * of its own. Tokens expire and rotate only where an access lifetime is set by a switch (Slack: 43,200 s).
 */
final class Slack extends Profile {
    private static final String BOT = "bot";
    private static final String USER = "user";

    Slack() {
        super(new Facts(
                "slack",
                "https://slack.com",
                Map.of(
                        "slack.com/oauth/v2/authorize", Endpoint.AUTHORIZE,
                        "slack.com/api/oauth.v2.access", Endpoint.TOKEN,
                        "slack.com/api/auth.revoke", Endpoint.REVOKE,
                        "slack.com/api/auth.test", Endpoint.IDENTITY,
                        "slack.com/api/openid.connect.userInfo", Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.ALWAYS, 0, 600)));
    }

    @Override
    public List<String> scopes(String parameter) {
        return separated(parameter.strip(), "\\s*,\\s*");
    }

    @Override
    public boolean knowsScope(String scope) {
        return !scope.startsWith("forbidden") && scope.matches("[a-z_.]+(:[a-z_.]+)*");
    }

    @Override
    public Optional<String> otherScopeParameter() {
        return Optional.of("user_scope");
    }

    @Override
    public boolean needsAScope() {
        return true;
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public boolean grantTypeMayLack() {
        return true;
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        boolean rotates = switches.accessLife().isPresent();
        String exchangeable = rotates ? "xoxe." : "";
        List<Kind> kinds = new ArrayList<>();
        if (!code.granted().isEmpty()) {
            kinds.add(new Kind(BOT, code.granted(), exchangeable + "xoxb-", "xoxe-1-", rotates));
        }
        if (!code.asked().userScopes().isEmpty()) {
            kinds.add(new Kind(USER, code.asked().userScopes(), exchangeable + "xoxp-", "xoxe-1-", rotates));
        }
        return kinds;
    }

    @Override
    String written(List<String> scopes) {
        return String.join(",", scopes);
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        Person person = code.person();
        ObjectNode body = Json.object().put("ok", true).put("app_id", "A" + person.slackId('0'));
        ObjectNode authedUser = Json.object().put("id", person.slackId('U'));
        for (Issued one : issued) {
            boolean bot = one.family().slot().equals(BOT);
            ObjectNode where = bot ? body : authedUser;
            where.setAll(answer(one, call));
            where.put("token_type", one.family().slot());
        }
        if (body.has("access_token")) {
            body.put("bot_user_id", person.slackId('B'));
        }
        body.set("authed_user", authedUser);
        body.set("team", Json.object().put("id", "T0EMULATED").put("name", "Emulated"));
        body.putNull("enterprise").put("is_enterprise_install", false);
        return secret(Reply.json(200, body));
    }

    /** Flat for both kinds. */
    @Override
    public Reply renewed(Issued issued, Call call) {
        ObjectNode body = Json.object().put("ok", true);
        body.setAll(answer(issued, call));
        body.put("token_type", issued.family().slot());
        body.set("team", Json.object().put("id", "T0EMULATED").put("name", "Emulated"));
        return secret(Reply.json(200, body));
    }

    @Override
    public Reply failure(Failure failure, Call call) {
        return error(
                switch (failure) {
                    case UNKNOWN_CLIENT -> "invalid_client_id";
                    case BAD_SECRET -> "bad_client_secret";
                    case BAD_CODE -> "invalid_code";
                    case CODE_USED -> "code_already_used";
                    case BAD_REDIRECT_URI -> "bad_redirect_uri";
                    case BAD_VERIFIER -> "invalid_code_verifier";
                    case BAD_REFRESH_TOKEN -> "invalid_refresh_token";
                    case UNSUPPORTED_GRANT_TYPE, BAD_ASSERTION, NOT_DELEGATED -> "invalid_grant_type";
                    case INVALID_REQUEST, DUPLICATE_PARAMETER, TWO_CREDENTIALS -> "invalid_arguments";
                    case INVALID_SCOPE -> "invalid_scope";
                },
                failure.description());
    }

    @Override
    public Reply error(String error, String description) {
        return Reply.json(200, Json.object().put("ok", false).put("error", error));
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return Reply.json(429, Json.object().put("ok", false).put("error", "ratelimited"))
                .with("Retry-After", seconds(wait));
    }

    /** That token only; {@code test=1} only says what would be. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        Optional<AccessToken> token = apiToken(call).flatMap(value -> desk.validAccess(this, value));
        if (token.isEmpty()) {
            return unauthorized(call);
        }
        boolean dry = call.parameters().get("test").equals("1");
        if (!dry) {
            Family family = token.get().family();
            if (family.current().isPresent()) {
                desk.revoke(token.get());
            } else {
                desk.revoke(family);
            }
        }
        return Reply.json(200, Json.object().put("ok", true).put("revoked", !dry));
    }

    @Override
    public Optional<String> apiToken(Call call) {
        return call.bearer().or(() -> call.parameters().find("token"));
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        Family family = token.family();
        Person person = family.person();
        if (call.path().endsWith("userInfo")) {
            return Reply.json(
                    200,
                    Json.object()
                            .put("ok", true)
                            .put("sub", person.slackId('U'))
                            .put("email", person.email())
                            .put("name", person.name())
                            .put("https://slack.com/team_id", "T0EMULATED"));
        }
        boolean bot = family.slot().equals(BOT);
        ObjectNode body = Json.object()
                .put("ok", true)
                .put("url", "https://emulated.slack.com/")
                .put("team", "Emulated")
                .put("user", bot ? "emulated_bot" : person.login())
                .put("team_id", "T0EMULATED")
                .put("user_id", person.slackId(bot ? 'B' : 'U'));
        if (bot) {
            body.put("bot_id", person.slackId('B'));
        }
        return Reply.json(200, body).with("X-OAuth-Scopes", written(family.scopes()));
    }

    @Override
    public Reply unauthorized(Call call) {
        return error(apiToken(call).isPresent() ? "invalid_auth" : "not_authed", "");
    }
}
