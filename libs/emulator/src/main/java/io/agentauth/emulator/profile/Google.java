// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.grant.RefreshToken;
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
import java.util.function.Predicate;

/**
 * Google with Gmail, Calendar and Drive. A refresh token comes only with {@code access_type=offline}, and to a known person only with {@code prompt=consent}; it
 * is never rotated; either token revokes the person's whole grant.
 */
final class Google extends Profile {
    private static final int LIVE_TOKENS_MAX = 100;
    private static final String USERINFO = "https://www.googleapis.com/auth/userinfo.";
    private static final String CALENDAR = "https://www.googleapis.com/auth/calendar";
    private static final String DRIVE = "https://www.googleapis.com/auth/drive";
    private static final Set<String> READS_PROFILE = Set.of(
            "https://mail.google.com/",
            "https://www.googleapis.com/auth/gmail.modify",
            "https://www.googleapis.com/auth/gmail.compose",
            "https://www.googleapis.com/auth/gmail.readonly",
            "https://www.googleapis.com/auth/gmail.metadata");

    Google() {
        super(new Facts(
                "gmail",
                "https://accounts.google.com",
                Map.of(
                        "accounts.google.com/o/oauth2/v2/auth", Endpoint.AUTHORIZE,
                        "oauth2.googleapis.com/token", Endpoint.TOKEN,
                        "oauth2.googleapis.com/revoke", Endpoint.REVOKE,
                        "openidconnect.googleapis.com/v1/userinfo", Endpoint.IDENTITY,
                        "gmail.googleapis.com/gmail/v1/users/me/profile", Endpoint.IDENTITY,
                        "www.googleapis.com/calendar/v3/calendars/primary", Endpoint.IDENTITY,
                        "www.googleapis.com/drive/v3/about", Endpoint.IDENTITY,
                        "accounts.google.com/.well-known/openid-configuration", Endpoint.DISCOVERY,
                        "www.googleapis.com/oauth2/v3/certs", Endpoint.JWKS),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.NONE, 3599, 600)));
    }

    @Override
    public boolean knowsScope(String scope) {
        return Set.of("openid", "email", "profile", "https://mail.google.com/").contains(scope)
                || scope.startsWith("https://www.googleapis.com/auth/");
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        Map<String, String> asked = code.asked().more();
        boolean offline = "offline".equals(asked.get("access_type"))
                && (!knownPerson || asked.getOrDefault("prompt", "").contains("consent"));
        return List.of(new Kind("main", code.granted(), "ya29.", "1//", offline));
    }

    @Override
    public Map<String, String> callbackExtras(Asked asked, List<String> granted) {
        return Map.of("scope", written(granted), "authuser", "0", "prompt", "consent");
    }

    /** The short names come back as the long ones. */
    @Override
    String written(List<String> scopes) {
        return String.join(
                " ",
                scopes.stream()
                        .map(scope -> scope.equals("email") || scope.equals("profile") ? USERINFO + scope : scope)
                        .sorted()
                        .toList());
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        List<Family> offline = desk.grants().siblings(issued.getFirst().family()).stream()
                .filter(family -> family.current().isPresent())
                .toList();
        offline.stream().limit(Math.max(0, offline.size() - LIVE_TOKENS_MAX)).forEach(oldest -> desk.grants()
                .end(oldest, "too_many_tokens"));
        return super.exchanged(code, issued, call, desk);
    }

    /** A service account, for a person of its Workspace: who is called stranger is of another. */
    @Override
    public Assertions.Judged judge(Parameters parameters, Desk desk) {
        String assertion = parameters.get("assertion");
        Optional<Clients.Client> account =
                Assertions.issuer(assertion).flatMap(issuer -> desk.clients().find(id(), issuer));
        Assertions.Rules rules = new Assertions.Rules(
                Set.of("https://oauth2.googleapis.com/token"), Set.of(JWSAlgorithm.RS256), Duration.ofHours(1), false);
        return account.flatMap(known -> desk.clients()
                        .assertions()
                        .check(assertion, known.signing(), rules, desk.grants().now())
                        .map(claims -> delegated(known, claims)))
                .orElse(new Assertions.Refused(Failure.BAD_ASSERTION));
    }

    private Assertions.Judged delegated(Clients.Client account, JWTClaimsSet claims) {
        String person = claims.getSubject() == null ? account.clientId() : claims.getSubject();
        List<String> scopes = scopes(String.valueOf(claims.getClaim("scope")));
        if (person.startsWith("stranger")) {
            return new Assertions.Refused(Failure.NOT_DELEGATED);
        }
        return scopes.isEmpty() || !scopes.stream().allMatch(this::knowsScope)
                ? new Assertions.Refused(Failure.INVALID_SCOPE)
                : new Assertions.Holds(account, new Person(person), scopes);
    }

    /** Nothing is said of scopes. */
    @Override
    public Reply grantedToMachine(Issued issued, Call call) {
        ObjectNode body = answer(issued, call);
        body.remove("scope");
        return secret(Reply.json(200, body));
    }

    @Override
    public Reply failure(Failure failure, Call call) {
        return switch (failure) {
            case BAD_ASSERTION -> error("invalid_grant", "Invalid JWT Signature.");
            case NOT_DELEGATED ->
                secret(
                        Reply.json(
                                401,
                                Json.object()
                                        .put("error", "unauthorized_client")
                                        .put(
                                                "error_description",
                                                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.")));
            case BAD_REFRESH_TOKEN -> error("invalid_grant", "Token has been expired or revoked.");
            case BAD_CODE, CODE_USED -> error("invalid_grant", "Malformed auth code.");
            case BAD_REDIRECT_URI -> error("redirect_uri_mismatch", "Bad Request");
            case BAD_VERIFIER -> error("invalid_grant", "Invalid code verifier.");
            case UNKNOWN_CLIENT, BAD_SECRET ->
                secret(Reply.json(
                        401, Json.object().put("error", "invalid_client").put("error_description", "Unauthorized")));
            case INVALID_REQUEST, DUPLICATE_PARAMETER, TWO_CREDENTIALS, UNSUPPORTED_GRANT_TYPE, INVALID_SCOPE ->
                super.failure(failure, call);
        };
    }

    /** No client authentication; the whole grant of the person for this client goes. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        String token = call.parameters().get("token");
        Optional<Family> family = desk.validAccess(this, token)
                .map(AccessToken::family)
                .or(() -> desk.grants()
                        .findRefresh(token)
                        .filter(refresh -> refresh.isValid(desk.grants().now()))
                        .map(RefreshToken::family))
                .filter(one -> one.provider().equals(id()));
        if (family.isEmpty()) {
            return error("invalid_token", "Token expired or revoked");
        }
        desk.grants().siblings(family.get()).forEach(desk::revoke);
        return Reply.json(200, Json.object());
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        Person person = token.family().person();
        if (call.path().startsWith("openidconnect.")) {
            return super.identity(call, token);
        }
        if (call.path().contains("/calendar/")) {
            return has(token, scope -> scope.startsWith(CALENDAR))
                    ? Reply.json(200, Json.object().put("id", person.email()).put("summary", person.email()))
                    : lacksScope();
        }
        if (call.path().contains("/drive/")) {
            return has(token, scope -> scope.startsWith(DRIVE)) ? about(call, person) : lacksScope();
        }
        return has(token, READS_PROFILE::contains)
                ? Reply.json(
                        200,
                        Json.object()
                                .put("emailAddress", person.email())
                                .put("messagesTotal", 42)
                                .put("threadsTotal", 7)
                                .put("historyId", "4242"))
                : lacksScope();
    }

    /** Fields must be chosen here. */
    private static Reply about(Call call, Person person) {
        if (call.parameters().find("fields").isEmpty()) {
            return problem(400, "The 'fields' parameter is required for this method.", "INVALID_ARGUMENT");
        }
        ObjectNode user = Json.object()
                .put("permissionId", person.subject())
                .put("emailAddress", person.email())
                .put("displayName", person.name());
        return Reply.json(200, Json.object().set("user", user));
    }

    /** There are no headers to go by. */
    @Override
    public Reply limited(Call call, Duration wait) {
        ObjectNode error = Json.object().put("code", 429).put("message", "Rate Limit Exceeded");
        error.set("errors", Json.node(List.of(Map.of("reason", "rateLimitExceeded"))));
        return Reply.json(429, Json.object().set("error", error));
    }

    private static boolean has(AccessToken token, Predicate<String> scope) {
        return token.family().scopes().stream().anyMatch(scope);
    }

    private static Reply lacksScope() {
        return problem(403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED");
    }

    @Override
    public Reply unauthorized(Call call) {
        return problem(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED")
                .with("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
    }

    private static Reply problem(int code, String message, String status) {
        ObjectNode error =
                Json.object().put("code", code).put("message", message).put("status", status);
        return Reply.json(code, Json.object().set("error", error));
    }
}
