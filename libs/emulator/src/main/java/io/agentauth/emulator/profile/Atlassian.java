// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Atlassian's cloud with Jira. It wants to know for whom the token is, gives a refresh token only where {@code offline_access} and a prompt were
 * asked for, takes a spent one for ten minutes more, and answers a dead one with 403. There is no revocation. That the old access token dies after
 * those ten minutes as well is not acted out.
 */
final class Atlassian extends Profile {
    private static final long NINETY_DAYS = 7_776_000;
    private static final String SITES = "api.atlassian.com/oauth/token/accessible-resources";

    Atlassian() {
        super(new Facts(
                "jira",
                "https://auth.atlassian.com",
                Map.of(
                        "auth.atlassian.com/authorize",
                        Endpoint.AUTHORIZE,
                        "auth.atlassian.com/oauth/token",
                        Endpoint.TOKEN,
                        "api.atlassian.com/me",
                        Endpoint.IDENTITY,
                        SITES,
                        Endpoint.IDENTITY),
                Set.of(ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.GRACE, 3600, 600).withGrace(600).withRefreshLifetime(NINETY_DAYS)));
    }

    @Override
    public Optional<String> missing(Parameters authorization) {
        return lacking(authorization, "audience", "api.atlassian.com");
    }

    /** The documents have JSON; forms work as well. */
    @Override
    public boolean reads(Call.Body body) {
        return body == Call.Body.JSON || body == Call.Body.FORM;
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        boolean offline = code.granted().contains("offline_access")
                && "consent".equals(code.asked().more().get("prompt"));
        return List.of(new Kind("main", code.granted(), "eyJhbGci.", "eyJraWQi.", offline));
    }

    @Override
    public Reply failure(Failure failure, Call call) {
        return switch (failure) {
            case BAD_REFRESH_TOKEN -> denied(403, "invalid_grant", "Unknown or invalid refresh token.");
            case BAD_CODE, CODE_USED, BAD_VERIFIER -> denied(403, "invalid_grant", "Invalid authorization code");
            case UNKNOWN_CLIENT, BAD_SECRET -> denied(401, "access_denied", "Unauthorized");
            case INVALID_REQUEST,
                    DUPLICATE_PARAMETER,
                    TWO_CREDENTIALS,
                    UNSUPPORTED_GRANT_TYPE,
                    INVALID_SCOPE,
                    BAD_ASSERTION,
                    NOT_DELEGATED,
                    BAD_REDIRECT_URI -> super.failure(failure, call);
        };
    }

    /** Who it is, and which sites the token reaches; a site is listed once for each product. */
    @Override
    public Reply identity(Call call, AccessToken token) {
        List<String> scopes = token.family().scopes();
        if (call.path().equals(SITES)) {
            List<ObjectNode> sites = List.of(site("one", scopes), site("two", scopes));
            return new Reply(
                    200, "application/json; charset=utf-8", Json.node(sites).toString(), Map.of());
        }
        Person person = token.family().person();
        return scopes.contains("read:me")
                ? Reply.json(
                        200,
                        Json.object()
                                .put("account_type", "atlassian")
                                .put("account_id", "557058:" + person.subject())
                                .put("email", person.email())
                                .put("name", person.name()))
                : message(403, "Forbidden");
    }

    @Override
    public Reply unauthorized(Call call) {
        return message(401, "Unauthorized");
    }

    private static ObjectNode site(String name, List<String> scopes) {
        return Json.object()
                .put("id", "site-" + name)
                .put("name", name)
                .put("url", "https://" + name + ".atlassian.net")
                .set("scopes", Json.node(scopes));
    }

    private static Reply denied(int status, String error, String text) {
        return secret(Reply.json(status, Json.object().put("error", error).put("error_description", text)));
    }

    private static Reply message(int status, String text) {
        return Reply.json(status, Json.object().put("code", status).put("message", text));
    }
}
