// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * GitHub's OAuth apps: errors with status 200, form-encoded answers unless JSON is asked for, scopes back with commas and without those that
 * a wider one covers. An access lifetime (by a switch) makes it a GitHub App with expiring tokens and rotation.
 */
final class GitHub extends Profile {
    private static final int SAME_TOKENS_MAX = 10;
    private static final String INSTALLATIONS = "api.github.com/app/installations/";
    private static final String INSTALLATION_TOKEN = "api.github.com/installation/token";
    private static final String UNINSTALLED = "404";
    private static final String APPLICATIONS = "api.github.com/applications/";
    private static final Map<String, Set<String>> COVERS = Map.of(
            "repo", Set.of("repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"),
            "user", Set.of("read:user", "user:email", "user:follow"),
            "admin:org", Set.of("write:org", "read:org"),
            "write:org", Set.of("read:org"));

    GitHub() {
        super(new Facts(
                "github",
                "https://github.com",
                Map.of(
                        "github.com/login/oauth/authorize", Endpoint.AUTHORIZE,
                        "github.com/login/oauth/access_token", Endpoint.TOKEN,
                        "api.github.com/user", Endpoint.IDENTITY,
                        "api.github.com/user/emails", Endpoint.IDENTITY),
                Set.of(ClientStyle.POST),
                false,
                false,
                Switches.nature(Rotation.ALWAYS, 0, 600)));
    }

    @Override
    public Optional<Endpoint> find(String path) {
        if (path.startsWith(INSTALLATIONS)) {
            return Optional.of(Endpoint.MINT);
        }
        return path.startsWith(APPLICATIONS) || path.equals(INSTALLATION_TOKEN)
                ? Optional.of(Endpoint.REVOKE)
                : super.find(path);
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
    public boolean reads(Call.Body body) {
        return body == Call.Body.FORM || body == Call.Body.JSON;
    }

    /** The hourly limit: it says 403, and when the hour is over. */
    @Override
    public Reply limited(Call call, Duration wait) {
        return Reply.json(403, Json.object().put("message", "API rate limit exceeded."))
                .with("X-RateLimit-Limit", "5000")
                .with("X-RateLimit-Remaining", "0")
                .with(
                        "X-RateLimit-Reset",
                        Long.toString(Instant.now().plus(wait).getEpochSecond()))
                .with("X-RateLimit-Resource", "core");
    }

    @Override
    public List<String> scopes(String parameter) {
        return separated(parameter, "[ ,]+");
    }

    @Override
    public List<Kind> kinds(Code code, Switches switches, boolean knownPerson) {
        Set<String> covered = new HashSet<>();
        code.granted().forEach(scope -> covered.addAll(COVERS.getOrDefault(scope, Set.of())));
        List<String> left = code.granted().stream()
                .filter(scope -> !covered.contains(scope))
                .toList();
        boolean expiring = switches.accessLife().isPresent();
        return List.of(new Kind("main", left, expiring ? "ghu_" : "gho_", "ghr_", expiring));
    }

    @Override
    String written(List<String> scopes) {
        return String.join(",", scopes);
    }

    @Override
    public Reply exchanged(Code code, List<Issued> issued, Call call, Desk desk) {
        Family family = issued.getFirst().family();
        List<Family> same = desk.grants().siblings(family).stream()
                .filter(other -> other.scopes().equals(family.scopes()))
                .toList();
        same.stream().limit(Math.max(0, same.size() - SAME_TOKENS_MAX)).forEach(oldest -> desk.grants()
                .end(oldest, "too_many_tokens"));
        return renewed(issued.getFirst(), call);
    }

    @Override
    public Reply renewed(Issued issued, Call call) {
        ObjectNode body = answer(issued, call).put("token_type", "bearer");
        issued.refresh()
                .flatMap(io.agentauth.emulator.grant.RefreshToken::expiresAt)
                .ifPresent(at -> body.put(
                        "refresh_token_expires_in",
                        java.time.Duration.between(issued.access().issuedAt(), at)
                                .toSeconds()));
        return inAskedForm(body, call);
    }

    @Override
    public Reply failure(Failure failure, Call call) {
        return inAskedForm(
                switch (failure) {
                    case UNKNOWN_CLIENT, BAD_SECRET ->
                        named(
                                "incorrect_client_credentials",
                                "The client_id and/or client_secret passed are incorrect.");
                    case BAD_REDIRECT_URI ->
                        named("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL.");
                    case BAD_REFRESH_TOKEN ->
                        named("bad_refresh_token", "The refresh token passed is incorrect or expired.");
                    case BAD_CODE, CODE_USED, BAD_VERIFIER ->
                        named("bad_verification_code", "The code passed is incorrect or expired.");
                    case INVALID_REQUEST,
                            DUPLICATE_PARAMETER,
                            TWO_CREDENTIALS,
                            UNSUPPORTED_GRANT_TYPE,
                            INVALID_SCOPE,
                            BAD_ASSERTION,
                            NOT_DELEGATED -> named(failure.error(), failure.description());
                },
                call);
    }

    @Override
    public Reply error(String error, String description) {
        return secret(Reply.json(200, named(error, description)));
    }

    /** The token of an installation, for the app that signs (RS256, ten minutes at most); the one whose number is 404 is gone. */
    @Override
    public Reply mint(Call call, Desk desk, Switches switches) {
        List<String> parts =
                List.of(call.path().substring(INSTALLATIONS.length()).split("/"));
        if (!call.method().equals("POST")
                || parts.size() != 2
                || !parts.getLast().equals("access_tokens")) {
            return message(404, "Not Found");
        }
        String assertion = call.bearer().orElse("");
        Optional<Clients.Client> app =
                Assertions.issuer(assertion).flatMap(issuer -> desk.clients().find(id(), issuer));
        Assertions.Rules rules =
                new Assertions.Rules(Set.of(), Set.of(JWSAlgorithm.RS256), Duration.ofMinutes(11), false);
        boolean signed = app.flatMap(known -> desk.clients()
                        .assertions()
                        .check(assertion, known.signing(), rules, desk.grants().now()))
                .isPresent();
        if (!signed) {
            return message(401, "A JSON web token could not be decoded");
        }
        String installation = parts.getFirst();
        if (!installation.matches("[0-9]+") || installation.equals(UNINSTALLED)) {
            return message(404, "Not Found");
        }
        Kind kind = new Kind(JWT_SLOT, List.of(), "ghs_", "", false);
        Issued issued = desk.grants()
                .mint(id(), app.get().clientId(), new Person("installation " + installation), kind, switches);
        return minted(issued, desk);
    }

    private static Reply minted(Issued issued, Desk desk) {
        ObjectNode body = Json.object()
                .put("token", issued.access().value())
                .put(
                        "expires_at",
                        issued.access()
                                .expiresAt()
                                .orElse(desk.grants().now().plus(Duration.ofHours(1)))
                                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                .toString())
                .put("repository_selection", "selected");
        body.set("permissions", Json.object().put("contents", "read").put("metadata", "read"));
        return secret(Reply.json(201, body));
    }

    private static Reply message(int status, String text) {
        return Reply.json(
                status, Json.object().put("message", text).put("documentation_url", "https://docs.github.com/rest"));
    }

    /** The one that asks is ended. */
    private Reply endInstallationToken(Call call, Desk desk) {
        Optional<AccessToken> token = call.bearer()
                .flatMap(value -> desk.validAccess(this, value))
                .filter(access -> access.family().slot().equals(JWT_SLOT));
        token.ifPresent(desk::revoke);
        return token.isPresent() && call.method().equals("DELETE") ? Reply.empty(204) : message(401, "Bad credentials");
    }

    /** {@code DELETE …/token} ends one token, {@code DELETE …/grant} all of its person's, {@code POST …/token} only looks. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        if (call.path().equals(INSTALLATION_TOKEN)) {
            return endInstallationToken(call, desk);
        }
        List<String> parts =
                List.of(call.path().substring(APPLICATIONS.length()).split("/"));
        if (parts.size() != 2
                || !(desk.clients().prove(id(), call, Set.of(ClientStyle.BASIC))
                        instanceof Clients.Proof.Known(var client))
                || !client.clientId().equals(parts.getFirst())) {
            return Reply.json(404, Json.object().put("message", "Not Found"));
        }
        Optional<AccessToken> token = desk.validAccess(this, call.parameters().get("access_token"))
                .filter(access -> access.family().clientId().equals(client.clientId()));
        if (token.isEmpty()) {
            return Reply.json(
                    call.method().equals("POST") ? 404 : 422, Json.object().put("message", "Validation Failed"));
        }
        if (call.method().equals("POST")) {
            return identity(call, token.get());
        }
        if (!call.method().equals("DELETE")) {
            return Reply.json(404, Json.object().put("message", "Not Found"));
        }
        if (parts.getLast().equals("grant")) {
            desk.grants().siblings(token.get().family()).forEach(desk::revoke);
        } else {
            desk.revoke(token.get().family());
        }
        return Reply.empty(204);
    }

    @Override
    public Reply identity(Call call, AccessToken token) {
        if (call.header("user-agent").isEmpty()) {
            return Reply.text(
                    403,
                    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
        }
        Family family = token.family();
        Person person = family.person();
        boolean mail = family.scopes().stream().anyMatch(Set.of("user", "user:email")::contains);
        if (call.path().endsWith("/emails")) {
            JsonNode one = Json.object()
                    .put("email", person.email())
                    .put("primary", true)
                    .put("verified", true)
                    .put("visibility", "private");
            return mail
                    ? new Reply(200, "application/json; charset=utf-8", "[" + one + "]", Map.of())
                    : Reply.json(404, Json.object().put("message", "Not Found"));
        }
        return Reply.json(
                        200,
                        Json.object()
                                .put("login", person.login())
                                .put("id", person.number())
                                .put("type", "User")
                                .put("name", person.name())
                                .putNull("email"))
                .with("X-OAuth-Scopes", String.join(", ", family.scopes()))
                .with("X-RateLimit-Limit", "5000")
                .with("X-RateLimit-Remaining", "4999");
    }

    @Override
    public Reply unauthorized(Call call) {
        return Reply.json(401, Json.object().put("message", "Bad credentials"));
    }

    private static ObjectNode named(String error, String description) {
        return Json.object()
                .put("error", error)
                .put("error_description", description)
                .put("error_uri", "https://docs.github.com/");
    }

    private static Reply inAskedForm(ObjectNode body, Call call) {
        if (call.header("accept")
                .filter(accept -> accept.contains("application/json"))
                .isPresent()) {
            return secret(Reply.json(200, body));
        }
        String form = body.properties().stream()
                .map(member -> member.getKey() + "="
                        + URLEncoder.encode(member.getValue().asText(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return secret(new Reply(200, "application/x-www-form-urlencoded; charset=utf-8", form, Map.of()));
    }
}
