// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.grant.RefreshToken;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider that keeps to the RFCs. The others extend it and override what they do otherwise. */
public class Profile {
    /** The slot of tokens that an assertion was granted. */
    public static final String JWT_SLOT = "jwt";

    /** RFC 8628 §3.4. */
    public static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    private final Facts facts;

    Profile(Facts facts) {
        this.facts = facts;
    }

    public final String id() {
        return facts.id();
    }

    public final Facts facts() {
        return facts;
    }

    /** What stands at this address. */
    public Optional<Endpoint> find(String path) {
        return Optional.ofNullable(facts.endpoints().get(path));
    }

    /** The scopes of a parameter. */
    public List<String> scopes(String parameter) {
        return separated(parameter, " ");
    }

    /** What stands between matches of the regular expression {@code separator}. */
    static List<String> separated(String parameter, String separator) {
        return Arrays.stream(parameter.split(separator))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    /** Whether it gives this scope to anyone; a scope that starts with {@code forbidden} is for tests. */
    public boolean knowsScope(String scope) {
        return !scope.startsWith("forbidden")
                && scope.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
    }

    /** The parameter that asks for scopes of another kind, where there is one. */
    public Optional<String> otherScopeParameter() {
        return Optional.empty();
    }

    /** Whether it wants to be asked for at least one scope. */
    public boolean needsAScope() {
        return false;
    }

    /** Whether the person may leave out scopes. */
    public boolean isGranular() {
        return true;
    }

    /** Whether a token request without {@code grant_type} means a code. */
    public boolean grantTypeMayLack() {
        return false;
    }

    /** The grant that a token request asks for, by RFC 6749's name. */
    public String grantType(Call call) {
        String named = call.parameters().get("grant_type");
        boolean implied = named.isEmpty()
                && grantTypeMayLack()
                && call.parameters().find("code").isPresent();
        return implied ? "authorization_code" : named;
    }

    /** Which bodies the token endpoint reads (RFC 6749 §4.1.3: forms). */
    public boolean reads(Call.Body body) {
        return body == Call.Body.FORM;
    }

    /** Whether challenges and verifiers are neither kept nor compared. */
    public boolean ignoresPkce() {
        return false;
    }

    /** What this provider insists on in an authorization request and does not find. */
    public Optional<String> missing(Parameters authorization) {
        return Optional.empty();
    }

    /** What this provider insists on in the refresh of a token of {@code family} and does not find. */
    public Optional<Failure> wrong(Call refresh, Family family) {
        return Optional.empty();
    }

    /** Too many calls (RFC 6585 §4): come back after {@code wait}. */
    public Reply limited(Call call, Duration wait) {
        return Reply.json(429, Json.object().put("error", "rate_limited")).with("Retry-After", seconds(wait));
    }

    /** The slots that a code gives tokens for. */
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        return List.of(new Kind(
                "main", code.granted(), "at-", "rt-", switches.accessLife().isPresent()));
    }

    /** The client that a call names, proved or not. */
    public String client(Call call) {
        return Clients.named(call);
    }

    /** A request for the page of consent in RFC 6749's words. */
    public Call asking(Call call) {
        return call;
    }

    /** What the browser takes back, of {@code answer} in RFC 6749's words. */
    public Map<String, String> back(Asked asked, Map<String, String> answer) {
        return answer;
    }

    /** Whether a valid token may be used as this call uses it. */
    public boolean accepts(Call call, AccessToken token, Desk desk) {
        return true;
    }

    /** More parameters of the callback. */
    public Map<String, String> callbackExtras(Asked asked, List<String> granted) {
        return Map.of();
    }

    /** RFC 6749 §5.1, with an ID token where {@code openid} was granted (OpenID Connect Core §3.1.3.3). */
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        ObjectNode body = answer(issued.getFirst(), call);
        if (code.granted().contains("openid")) {
            body.put(
                    "id_token",
                    desk.signer()
                            .idToken(
                                    facts.issuer(),
                                    code,
                                    claims(code.person(), code.granted()),
                                    desk.grants().now()));
        }
        return secret(Reply.json(200, body));
    }

    /** RFC 6749 §6. */
    public Reply renewed(Issued issued, Call call) {
        return secret(Reply.json(200, answer(issued, call)));
    }

    /** Who a client itself is granted tokens as, without a person (RFC 6749 §4.4); empty where there is no such grant. */
    public Optional<Person> ofClient(Clients.Client client) {
        return Optional.empty();
    }

    /**
     * Whom an assertion is granted tokens for (RFC 7523 §2.1).
     *
     * @param parameters of the request
     */
    public Assertions.Judged judge(Parameters parameters, Desk desk) {
        return new Assertions.Refused(Failure.UNSUPPORTED_GRANT_TYPE);
    }

    /** The tokens that a call other than a token request makes. */
    public Reply mint(Call call, Desk desk, Switches switches) {
        return Reply.text(404, "Nothing makes tokens here.");
    }

    /** RFC 6749 §4.4.3: without a refresh token. */
    public Reply grantedToMachine(Issued issued, Call call) {
        return secret(Reply.json(200, answer(issued, call)));
    }

    /** RFC 6749 §5.2. */
    public Reply failure(Failure failure, Call call) {
        Reply reply = error(failure.error(), failure.description());
        boolean unauthorized = failure.error().equals("invalid_client");
        return unauthorized
                ? new Reply(401, reply.contentType(), reply.body(), reply.headers())
                        .with("WWW-Authenticate", "Basic realm=\"" + id() + "\"")
                : reply;
    }

    /** An OAuth error by its name. */
    public Reply error(String error, String description) {
        return secret(Reply.json(400, Json.object().put("error", error).put("error_description", description)));
    }

    /** RFC 7009: needs the client; what is not known counts as revoked. A refresh token takes its family along, an access token only itself. */
    public Reply revoke(Call call, Desk desk) {
        if (!(desk.prove(this, call) instanceof Clients.Proof.Known(var client))) {
            return failure(Failure.BAD_SECRET, call);
        }
        String token = call.parameters().get("token");
        if (token.isEmpty()) {
            return failure(Failure.INVALID_REQUEST, call);
        }
        desk.grants()
                .findRefresh(token)
                .filter(refresh -> isOf(refresh.family(), client.clientId()))
                .ifPresent(refresh -> revoke(refresh, desk));
        desk.grants()
                .findAccess(token)
                .filter(access -> isOf(access.family(), client.clientId()))
                .ifPresent(access -> revoke(access, desk));
        return revoked();
    }

    void revoke(RefreshToken refresh, Desk desk) {
        desk.revoke(refresh.family());
    }

    void revoke(AccessToken access, Desk desk) {
        desk.revoke(access);
    }

    /** What it says when nothing of the token is left. */
    Reply revoked() {
        return Reply.empty(200);
    }

    /** RFC 7662. */
    public Reply introspect(Call call, Desk desk) {
        if (!(desk.prove(this, call) instanceof Clients.Proof.Known(var client))) {
            return failure(Failure.BAD_SECRET, call);
        }
        String token = call.parameters().get("token");
        Instant now = desk.grants().now();
        ObjectNode body = Json.object();
        Optional<AccessToken> access = desk.grants()
                .findAccess(token)
                .filter(one -> one.isValid(now) && isOf(one.family(), client.clientId()));
        Optional<RefreshToken> refresh = desk.grants()
                .findRefresh(token)
                .filter(one -> one.isValid(now) && isOf(one.family(), client.clientId()));
        body.put("active", access.isPresent() || refresh.isPresent());
        access.map(AccessToken::family)
                .or(() -> refresh.map(RefreshToken::family))
                .ifPresent(family -> body.put("client_id", family.clientId())
                        .put("sub", family.person().subject())
                        .put("username", family.person().userName())
                        .put("scope", String.join(" ", family.scopes())));
        access.flatMap(AccessToken::expiresAt).ifPresent(at -> body.put("exp", at.getEpochSecond()));
        return secret(Reply.json(200, body));
    }

    /** The token of an API call, wherever this provider takes one. */
    public Optional<String> apiToken(Call call) {
        return call.bearer();
    }

    /** Whose the token is: userinfo (OpenID Connect Core §5.3), and {@code api/me}. */
    public Reply identity(Call call, AccessToken token) {
        Family family = token.family();
        if (call.path().endsWith("/api/me")) {
            return Reply.json(
                    200,
                    Json.object()
                            .put("id", family.person().subject())
                            .put("email", family.person().email())
                            .put("name", family.person().name())
                            .set("scopes", Json.node(family.scopes())));
        }
        if (!family.scopes().contains("openid")) {
            return Reply.json(403, Json.object().put("error", "insufficient_scope"))
                    .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"openid\"");
        }
        return Reply.json(200, claims(family.person(), family.scopes()));
    }

    /** Whose key it is that the call shows; nobody's where the provider has tokens only. */
    public Optional<Person> holder(Call call) {
        return Optional.empty();
    }

    /** Who the holder of a key is. */
    public Reply identity(Person holder) {
        return Reply.json(
                200,
                Json.object()
                        .put("id", holder.subject())
                        .put("email", holder.email())
                        .put("name", holder.name()));
    }

    /** RFC 6750 §3: no token, or none that is valid. */
    public Reply unauthorized(Call call) {
        return Reply.json(401, Json.object().put("error", "invalid_token"))
                .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    /** OpenID Connect Discovery §3. */
    public Reply discovery() {
        ObjectNode body = Json.object().put("issuer", facts.issuer());
        facts.endpoints().forEach((path, endpoint) -> endpoint.metadataName(path)
                .ifPresent(name -> body.put(name, address(path))));
        body.set("response_types_supported", Json.node(List.of("code")));
        body.set("grant_types_supported", Json.node(facts.grantTypes()));
        body.set("subject_types_supported", Json.node(List.of("public")));
        body.set("id_token_signing_alg_values_supported", Json.node(List.of("RS256")));
        body.set("scopes_supported", Json.node(List.of("openid", "email", "profile", "offline_access")));
        body.set("code_challenge_methods_supported", Json.node(List.of("S256")));
        body.set(
                "token_endpoint_auth_methods_supported",
                Json.node(facts.clientStyles().stream()
                        .map(ClientStyle::wireName)
                        .sorted()
                        .toList()));
        body.put("authorization_response_iss_parameter_supported", facts.issParameter());
        return Reply.json(200, body);
    }

    /** Where people enter the codes of devices. */
    public String devicePage() {
        return address(facts.pathOf(Endpoint.DEVICE));
    }

    /** The real address behind a path. */
    String address(String path) {
        return "https://" + path;
    }

    final boolean isOf(Family family, String clientId) {
        return family.provider().equals(id()) && family.clientId().equals(clientId);
    }

    /** How granted scopes are written in an answer. */
    String written(List<String> scopes) {
        return String.join(" ", scopes);
    }

    final ObjectNode answer(Issued issued, Call call) {
        ObjectNode body = Json.object()
                .put("access_token", issued.access().value())
                .put("token_type", "Bearer")
                .put("scope", written(issued.family().scopes()));
        secondsLeft(issued.access()).ifPresent(seconds -> body.put("expires_in", seconds));
        issued.refresh().ifPresent(refresh -> body.put("refresh_token", refresh.value()));
        return body;
    }

    static String seconds(Duration wait) {
        return Long.toString(wait.toSeconds());
    }

    /** Says that a parameter has not the one value that is taken. */
    static Optional<String> lacking(Parameters parameters, String name, String value) {
        return parameters.get(name).equals(value) ? Optional.empty() : Optional.of(name + "=" + value + " is missing.");
    }

    static Optional<Long> secondsLeft(AccessToken token) {
        return token.expiresAt()
                .map(at -> Duration.between(token.issuedAt(), at).toSeconds());
    }

    /** RFC 6749 §5.1: an answer with tokens is never stored. */
    static Reply secret(Reply reply) {
        return reply.with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }

    static ObjectNode claims(Person person, List<String> scopes) {
        ObjectNode claims = Json.object().put("sub", person.subject());
        if (scopes.contains("email")) {
            claims.put("email", person.email()).put("email_verified", true);
        }
        if (scopes.contains("profile")) {
            claims.put("name", person.name()).put("preferred_username", person.login());
        }
        return claims;
    }
}
