// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Vercel's installation of an integration: a page of its own in place of an authorization endpoint, tokens without end and without refresh, and a
 * removal of the installation by whoever holds its token. Who is called team-something installs for that team, others for themselves.
 */
final class Vercel extends Profile {
    private static final Pattern INSTALL = Pattern.compile("vercel\\.com/integrations/[a-z0-9-]+/new");
    private static final String CONFIGURATION = "api.vercel.com/v1/integrations/configuration/";

    Vercel() {
        super(new Facts(
                "vercel",
                "https://vercel.com",
                Map.of(
                        "api.vercel.com/v2/oauth/access_token", Endpoint.TOKEN,
                        "api.vercel.com/v2/user", Endpoint.IDENTITY),
                Set.of(ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.NONE, 0, 600)));
    }

    @Override
    public Optional<Endpoint> find(String path) {
        if (INSTALL.matcher(path).matches()) {
            return Optional.of(Endpoint.AUTHORIZE);
        }
        return path.startsWith(CONFIGURATION) ? Optional.of(Endpoint.REVOKE) : super.find(path);
    }

    @Override
    public boolean ignoresPkce() {
        return true;
    }

    @Override
    public boolean grantTypeMayLack() {
        return true;
    }

    @Override
    public Map<String, String> callbackExtras(Asked asked, List<String> granted) {
        return Map.of(
                "configurationId",
                configuration(asked.clientId()),
                "next",
                "https://vercel.com/dashboard",
                "source",
                "external");
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        return secret(Reply.json(
                200,
                Json.object()
                        .put("access_token", issued.getFirst().access().value())
                        .put("token_type", "Bearer")
                        .put("installation_id", configuration(code.asked().clientId()))
                        .put("user_id", code.person().subject())
                        .put("team_id", team(code.person()).orElse(null))));
    }

    /** The installation goes, and its token with it. A team's is only there for whoever names the team. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        Optional<AccessToken> token = call.bearer().flatMap(value -> desk.validAccess(this, value));
        if (token.isEmpty()) {
            return unauthorized(call);
        }
        Family family = token.get().family();
        if (!call.query().get("teamId").equals(team(family.person()).orElse(""))) {
            return problem(403, "forbidden");
        }
        if (!call.method().equals("DELETE") || !call.path().equals(CONFIGURATION + configuration(family.clientId()))) {
            return problem(404, "not_found");
        }
        desk.revoke(family);
        return Reply.empty(204);
    }

    @Override
    public Reply limited(Call call, Duration wait) {
        return problem(429, "rate_limited")
                .with("X-RateLimit-Limit", "500")
                .with("X-RateLimit-Remaining", "0")
                .with(
                        "X-RateLimit-Reset",
                        Long.toString(Instant.now().plus(wait).getEpochSecond()));
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        Person person = token.family().person();
        ObjectNode user = Json.object()
                .put("id", person.subject())
                .put("email", person.email())
                .put("name", person.name())
                .put("username", person.login());
        return Reply.json(200, Json.object().set("user", user));
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(403, "forbidden");
    }

    private static Optional<String> team(Person person) {
        return Optional.of(person.userName())
                .filter(name -> name.startsWith("team-"))
                .map(name -> "team_" + Hash.hex(name).substring(0, 24));
    }

    private static String configuration(String clientId) {
        return "icfg_" + Hash.hex(clientId).substring(0, 24);
    }

    private static Reply problem(int status, String code) {
        return Reply.json(
                status,
                Json.object().set("error", Json.object().put("code", code).put("message", "As documented.")));
    }
}
