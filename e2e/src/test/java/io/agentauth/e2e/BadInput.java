// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Documented;
import io.agentauth.e2e.support.Logs;
import io.agentauth.e2e.support.Raw;
import io.agentauth.e2e.support.Raw.Said;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** Nonsense, by accident and on purpose, at the public door: each has its documented code, tells no secret and harms nothing. */
@Tag("fault")
abstract class BadInput {
    private static final String CANARY = "canary-that-a-caller-sent-in-the-wrong-place";

    private static Raw raw;
    private static Application application;
    private static String account;
    private static String pending;
    private static String token;
    private static String before;
    private static final List<String> SECRETS = new ArrayList<>();

    /** A request that is wrong in one way, with a body in JSON or none. */
    private record Wrong(String method, String path, String body, int status, String code) {}

    @BeforeAll
    static void start() {
        LocalStack stack = TwoOfEverythingIT.stack();
        raw = new Raw(stack.baseUrl());
        application = Application.strict(stack);
        account = application.connected("ada");
        pending = application.account("nobody-yet");
        token = application.token(account);
        before = standing();
        SECRETS.addAll(List.of(
                CANARY, token, Application.CLIENT_SECRET, stack.apiKey(), stack.installationKey(), "x".repeat(200)));
    }

    @AfterAll
    static void nothingWasHarmed() {
        assertThat(standing()).isEqualTo(before);
        assertThat(application.token(account)).isEqualTo(token);
        assertThat(application.truth().isValid(token)).isTrue();
        assertThat(application.truth().count("refresh_presentations")).isZero();
        new Logs(TwoOfEverythingIT.stack()).assertFreeOf(SECRETS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        unknown provider             | POST   | /v1/connections                              | {'provider': 'nosuch', {client}}                                      | 400 | unknown_provider
        provider that is no text     | POST   | /v1/connections                              | {'provider': 5, {client}}                                             | 400 | invalid_field
        unknown field                | POST   | /v1/connections                              | {'provider': 'gmail', {client}, 'colour': 'red'}                      | 400 | unknown_field
        too long name                | POST   | /v1/connections                              | {'provider': 'gmail', {client}, 'name': '{long}'}                     | 400 | invalid_field
        half a body                  | POST   | /v1/connections                              | {'credentials': {'client_secret': '{canary}                           | 400 | malformed_json
        no JSON                      | POST   | /v1/connections                              | {canary}                                                              | 400 | malformed_json
        connection in use            | DELETE | /v1/connections/{connection}                 |                                                                       | 409 | connection_in_use
        unknown connection           | POST   | /v1/accounts                                 | {'connection_id': 'conn_01h455vb4pex5vsknk084sn00j', {user}: 'a'}     | 404 | not_found
        id that is none              | POST   | /v1/accounts                                 | {'connection_id': '{canary}', {user}: 'a'}                            | 400 | invalid_field
        missing field                | POST   | /v1/accounts                                 | {'connection_id': '{connection}'}                                     | 400 | invalid_field
        unknown identifier type      | POST   | /v1/accounts                                 | {'connection_id': '{connection}', 'identifier_type': 'x', 'identifier': 'a'} | 400 | invalid_field
        too long identifier          | POST   | /v1/accounts                                 | {'connection_id': '{connection}', {user}: '{long}'}                   | 400 | invalid_field
        number for a text            | POST   | /v1/accounts                                 | {'connection_id': '{connection}', {user}: 5}                          | 400 | invalid_field
        field of another resource    | POST   | /v1/accounts                                 | {'connection_id': '{connection}', {user}: 'a', 'scopes': []}          | 400 | unknown_field
        address that is not listed   | POST   | /v1/accounts/{account}/auth-url              | {'redirect_url': 'https://attacker.example/'}                         | 400 | invalid_redirect_url
        too long state               | POST   | /v1/accounts/{account}/auth-url              | {'state': '{long}'}                                                   | 400 | invalid_field
        unknown reason               | POST   | /v1/accounts/{account}/refresh               | {'reason': '{canary}'}                                                | 400 | invalid_field
        token of a pending account   | GET    | /v1/accounts/{pending}/token                 |                                                                       | 409 | account_not_active
        life that is none            | GET    | /v1/accounts/{account}/token?min_validity=soon |                                                                     | 400 | invalid_field
        id in the path that is none  | GET    | /v1/accounts/{canary}                        |                                                                       | 404 | not_found
        account that is not there    | GET    | /v1/accounts/acc_01h455vb4pex5vsknk084sn00k  |                                                                       | 404 | not_found
        page of nothing              | GET    | /v1/accounts?limit=0                         |                                                                       | 400 | invalid_field
        page size that is no number  | GET    | /v1/connections?limit=x                      |                                                                       | 400 | invalid_field
        filter that is no id         | GET    | /v1/audit?account_id={canary}                |                                                                       | 400 | invalid_field
        cursor that is none          | GET    | /v1/accounts?cursor={canary}                 |                                                                       | 400 | invalid_field
        key in the address           | GET    | /v1/accounts?api_key={canary}                |                                                                       | 400 | secret_in_url
        no such address              | GET    | /v1/nothing                                  |                                                                       | 404 | not_found
        inside address               | GET    | /internal/keys                               |                                                                       | 404 | not_found
        operator's address           | GET    | /v1/environments                             |                                                                       | 403 | operator_required
        method that is not there     | PUT    | /v1/accounts                                 | {}                                                                    | 405 | method_not_allowed
        two megabytes                | POST   | /v1/accounts                                 | {megabytes}                                                           | 413 | too_large
        """)
    void whatIsWrongHasItsDocumentedCode(ArgumentsAccessor row) {
        String body = row.getString(3) == null ? "" : filled(row.getString(3)).replace('\'', '"');
        Wrong wrong = new Wrong(row.getString(1), filled(row.getString(2)), body, row.getInteger(4), row.getString(5));

        requireProblem(send(wrong, ours()), wrong.status(), wrong.code());
    }

    private static String filled(String text) {
        return text.replace(
                        "{client}",
                        "'auth_type': 'oauth2', 'credentials': {'client_id': 'c', 'client_secret': '{canary}'}")
                .replace("{user}", "'identifier_type': 'user_id', 'identifier'")
                .replace("{connection}", application.connectionId())
                .replace("{account}", account)
                .replace("{pending}", pending)
                .replace("{canary}", CANARY)
                .replace("{long}", "x".repeat(5_000))
                .replace("{megabytes}", "x".repeat(2 << 20));
    }

    @Test
    void anotherMediaTypeIsNotGuessed() {
        Map<String, String> headers = Map.of("Authorization", ours(), "Content-Type", "text/plain");

        requireProblem(raw.send("POST", "/v1/accounts", headers, CANARY), 415, "unsupported_media_type");
    }

    @Test
    void aKeyThatIsMissingOrWrongIsRefused() {
        String right = TwoOfEverythingIT.stack().apiKey();
        String other = right.substring(0, right.length() - 1) + (right.endsWith("a") ? "b" : "a");
        for (String header : List.of("Bearer " + CANARY, "Bearer " + other, "Bearer eyJhbGciOiJub25lIn0.e30.")) {
            Said said = raw.send("GET", "/v1/accounts/" + account + "/token", Map.of("Authorization", header), "");
            requireProblem(said, 401, "invalid_api_key");
        }
        requireProblem(raw.send("GET", "/v1/accounts", Map.of(), ""), 401, "missing_api_key");
        requireProblem(
                raw.send("GET", "/v1/accounts", Map.of("Authorization", "Basic " + CANARY), ""),
                401,
                "missing_api_key");
        requireProblem(
                raw.send(
                        "GET",
                        "/v1/accounts",
                        Map.of(
                                "Authorization",
                                "Bearer " + TwoOfEverythingIT.stack().installationKey()),
                        ""),
                403,
                "permission_denied");
    }

    @Test
    @DisplayName("H2: a revoked key is refused")
    void aRevokedKeyIsRefusedWithinSeconds() {
        JsonNode made = key(TwoOfEverythingIT.stack().environmentId());
        String key = secret(made.path("key").asText());
        String path = "/v1/accounts/" + account;
        assertThat(raw.send("GET", path, Map.of("Authorization", "Bearer " + key), "")
                        .status())
                .isEqualTo(200);

        Api.require(application.api().delete("/v1/api-keys/" + made.path("id").asText()));

        Awaitility.await("the key is refused")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> requireProblem(
                        raw.send("GET", path, Map.of("Authorization", "Bearer " + key), ""), 401, "invalid_api_key"));
    }

    @Test
    @DisplayName("C9: through the front door another environment's things are not there")
    void whatIsAnotherEnvironmentsIsNotThere() {
        String elsewhere = Api.require(operator()
                        .post(
                                "/v1/environments",
                                Map.of("name", "elsewhere", "kind", "development", "verification", "none")))
                .path("id")
                .asText();
        String bearer = "Bearer " + secret(key(elsewhere).path("key").asText());
        String ours = "/v1/accounts/" + account;
        String connection = "/v1/connections/" + application.connectionId();
        List<Wrong> foreign = List.of(
                absent("GET", ours, ""),
                absent("GET", ours + "/token", ""),
                absent("GET", ours + "/events", ""),
                absent("PATCH", ours, "{\"metadata\": {\"a\": \"b\"}}"),
                absent("DELETE", ours, ""),
                absent("POST", ours + "/refresh", "{}"),
                absent("POST", ours + "/disconnect", "{}"),
                absent("POST", ours + "/pause", "{}"),
                absent("POST", ours + "/auth-url", "{}"),
                absent("POST", ours + "/device-code", "{}"),
                absent("GET", connection, ""),
                absent("PATCH", connection, "{\"name\": \"x\"}"),
                absent("DELETE", connection + "?force=true", ""));

        foreign.forEach(wrong -> requireProblem(send(wrong, bearer), wrong.status(), wrong.code()));
        assertThat(raw.send("GET", "/v1/accounts", Map.of("Authorization", bearer), "")
                        .body())
                .doesNotContain(account);
    }

    @Test
    @DisplayName("H5: a key of idempotency is for one request")
    void aKeyOfIdempotencyIsForOneRequest() {
        String path = "/v1/accounts/" + account + "/auth-url";
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + TwoOfEverythingIT.stack().apiKey(),
                "Content-Type", "application/json",
                "Idempotency-Key", "one-request-only");
        assertThat(raw.send("POST", path, headers, "{\"state\": \"a\"}").status())
                .isEqualTo(200);

        requireProblem(raw.send("POST", path, headers, "{\"state\": \"b\"}"), 409, "idempotency_conflict");
    }

    private static void requireProblem(Said said, int status, String code) {
        assertThat(said.status()).as(said.body()).isEqualTo(status);
        Documented.requireProblem(status, said.json(), code);
        assertThat(said.header("content-type")).startsWith("application/problem+json");
        assertThat(SECRETS).noneMatch(secret -> said.body().contains(secret));
    }

    private static Said send(Wrong wrong, String authorization) {
        Map<String, String> headers = wrong.body().isEmpty()
                ? Map.of("Authorization", authorization)
                : Map.of("Authorization", authorization, "Content-Type", "application/json");
        return raw.send(wrong.method(), wrong.path(), headers, wrong.body());
    }

    private static Wrong absent(String method, String path, String body) {
        return new Wrong(method, path, body, 404, "not_found");
    }

    private static String ours() {
        return "Bearer " + TwoOfEverythingIT.stack().apiKey();
    }

    private static JsonNode key(String environment) {
        return Api.require(operator()
                .post(
                        "/v1/api-keys",
                        Map.of(
                                "name",
                                "a key",
                                "environment_id",
                                environment,
                                "scopes",
                                List.of(
                                        "accounts:read",
                                        "accounts:write",
                                        "tokens:read",
                                        "events:read",
                                        "connections:read",
                                        "connections:write"))));
    }

    private static Api operator() {
        return new Api(
                TwoOfEverythingIT.stack().baseUrl(), TwoOfEverythingIT.stack().installationKey());
    }

    private static String secret(String value) {
        SECRETS.add(value);
        return value;
    }

    /** What is stored about the account and its connection, but for when it was used. */
    private static String standing() {
        ObjectNode read = (ObjectNode) application.read(account);
        read.remove(List.of("last_used_at", "updated_at"));
        return read
                + Api.require(application.api().get("/v1/connections/" + application.connectionId()))
                        .toString();
    }
}
