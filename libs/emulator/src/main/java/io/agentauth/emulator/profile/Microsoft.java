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
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Microsoft identity platform with Graph, for any tenant. A refresh token comes only with {@code offline_access}, which is not among the
 * granted scopes that it tells; each refresh gives a new one and the old ones stay valid; there is no revocation; one token is for one resource.
 */
final class Microsoft extends Profile {
    private static final String LOGIN = "login.microsoftonline.com/";
    private static final Pattern OF_TENANT = Pattern.compile(Pattern.quote(LOGIN) + "([A-Za-z0-9.-]+)(/.+)");
    private static final Set<String> OPENID = Set.of("openid", "profile", "email", "offline_access");
    private static final long NINETY_DAYS = 7_776_000;
    private static final long BETWEEN_60_AND_90_MINUTES = 4_567;

    Microsoft() {
        super(new Facts(
                "outlook",
                "https://login.microsoftonline.com/common/v2.0",
                Map.of(
                        LOGIN + "common/oauth2/v2.0/authorize",
                        Endpoint.AUTHORIZE,
                        LOGIN + "common/oauth2/v2.0/token",
                        Endpoint.TOKEN,
                        LOGIN + "common/v2.0/.well-known/openid-configuration",
                        Endpoint.DISCOVERY,
                        LOGIN + "common/discovery/v2.0/keys",
                        Endpoint.JWKS,
                        "graph.microsoft.com/oidc/userinfo",
                        Endpoint.IDENTITY,
                        "graph.microsoft.com/v1.0/me",
                        Endpoint.IDENTITY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.OLD_STAYS, BETWEEN_60_AND_90_MINUTES, 600)
                        .withRefreshLifetime(NINETY_DAYS)));
    }

    @Override
    public Optional<Endpoint> find(String path) {
        Matcher tenant = OF_TENANT.matcher(path);
        return super.find(tenant.matches() ? LOGIN + "common" + tenant.group(2) : path);
    }

    @Override
    public boolean isGranular() {
        return false;
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        return List.of(
                new Kind("main", code.granted(), "EwB", "M.C5", code.granted().contains("offline_access")));
    }

    @Override
    String written(List<String> scopes) {
        return String.join(
                " ",
                scopes.stream().filter(scope -> !scope.equals("offline_access")).toList());
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        return extended(super.exchanged(code, issued, call, desk));
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        return extended(super.renewed(issued, call));
    }

    @Override
    public Optional<Failure> wrong(Call refresh, Family family) {
        long resources = scopes(refresh.parameters().get("scope")).stream()
                .filter(scope -> !OPENID.contains(scope))
                .map(scope -> scope.substring(0, Math.max(0, scope.lastIndexOf('/'))))
                .distinct()
                .count();
        return resources > 1 ? Optional.of(Failure.INVALID_SCOPE) : Optional.empty();
    }

    @Override
    public Reply failure(Failure failure, Call call) {
        return switch (failure) {
            case BAD_SECRET -> named(401, "invalid_client", 7_000_215);
            case UNKNOWN_CLIENT, NOT_DELEGATED -> named(400, "unauthorized_client", 700_016);
            case BAD_CODE, CODE_USED, BAD_REFRESH_TOKEN, BAD_ASSERTION -> named(400, "invalid_grant", 70_000);
            case BAD_REDIRECT_URI -> named(400, "invalid_client", 50_011);
            case BAD_VERIFIER -> named(400, "invalid_grant", 501_481);
            case INVALID_SCOPE -> named(400, "invalid_scope", 28_000);
            case INVALID_REQUEST, DUPLICATE_PARAMETER, TWO_CREDENTIALS, UNSUPPORTED_GRANT_TYPE ->
                named(400, failure.error(), 900_144);
        };
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        if (call.path().endsWith("userinfo")) {
            return super.identity(call, token);
        }
        Person person = token.family().person();
        return token.family().scopes().contains("User.Read")
                ? Reply.json(
                        200,
                        Json.object()
                                .put("id", person.subject())
                                .put("displayName", person.name())
                                .putNull("mail")
                                .put("userPrincipalName", person.email()))
                : problem(403, "Authorization_RequestDenied");
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(401, "InvalidAuthenticationToken");
    }

    private static Reply extended(Reply tokens) {
        ObjectNode body = (ObjectNode) Json.parse(tokens.body());
        return tokens.withBody(
                body.put("ext_expires_in", body.path("expires_in").asLong() * 2).toString());
    }

    private static Reply named(int status, String error, long code) {
        ObjectNode body =
                Json.object().put("error", error).put("error_description", "AADSTS" + code + ": As documented.");
        body.set("error_codes", Json.node(List.of(code)));
        return secret(Reply.json(status, body.put("trace_id", Hash.random()).put("correlation_id", Hash.random())));
    }

    private static Reply problem(int status, String code) {
        return Reply.json(
                status,
                Json.object().set("error", Json.object().put("code", code).put("message", "As documented.")));
    }
}
