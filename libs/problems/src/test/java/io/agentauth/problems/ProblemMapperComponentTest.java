// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProblemMapperComponentTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI base;

    @Test
    void bodiesAreSnakeCaseWithIsoTimesAndEveryMember() throws Exception {
        HttpResponse<String> answer = post("{\"display_name\":\"x\",\"expires_at\":\"2026-03-01T12:00:00Z\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"display_name\":\"x\",\"expires_at\":\"2026-03-01T12:00:00Z\",\"credentials\":null,\"others\":null}");
    }

    @Test
    @DisplayName("H4: every unknown field is named, and no value is quoted")
    void everyUnknownFieldIsNamedAndNoValueIsQuoted() throws Exception {
        JsonNode problem = problem(
                post("{\"nope\":\"hush\",\"display_name\":\"x\",\"also_nope\":{\"deep\":[1]},\"last\":1}"),
                ProblemType.UNKNOWN_FIELD);

        assertThat(problem.at("/errors").findValuesAsText("field")).containsExactly("also_nope", "last", "nope");
        assertThat(problem.toString()).doesNotContain("hush");
    }

    @Test
    void anUnknownFieldInsideIsNamedWithItsPath() throws Exception {
        JsonNode problem = problem(
                post("{\"others\":[{\"client_id\":\"a\",\"retries_max\":1},{\"retries_max\":1,\"bad\":1}]}"),
                ProblemType.UNKNOWN_FIELD);

        assertThat(problem.at("/errors/0/field").asText()).isEqualTo("others[1].bad");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"display_name\":{}} | display_name",
                "{\"display_name\":1} | display_name",
                "{\"credentials\":{\"retries_max\":\"hush\"}} | credentials.retries_max",
                "{\"credentials\":{\"retries_max\":1.5}} | credentials.retries_max",
                "{\"expires_at\":\"hush\"} | expires_at",
                "{\"others\":\"hush\"} | others",
            })
    @DisplayName("G6: a wrong field is named, and neither its value nor a class of ours is said")
    void aFieldOfTheWrongTypeIsNamedAndNotQuoted(String body, String field) throws Exception {
        JsonNode problem = problem(post(body), ProblemType.INVALID_FIELD);

        assertThat(problem.at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(problem.toString()).doesNotContain("hush").doesNotContain("java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"display_name\":\"hush", "{hush}", "{} {}", "{\"display_name\":hush}"})
    void whatIsNoJsonIsMalformed(String body) throws Exception {
        JsonNode problem = problem(post(body), ProblemType.MALFORMED_JSON);

        assertThat(problem.toString()).doesNotContain("hush");
    }

    @Test
    @DisplayName("G6: the cause of a problem stays inside")
    void aProblemKeepsItsMembersAndItsCauseStaysInside() throws Exception {
        HttpResponse<String> answer = get("/echo/problem");
        JsonNode problem = problem(answer, ProblemType.REAUTHORIZATION_REQUIRED);

        assertThat(problem.at("/type").asText()).isEqualTo("/problems/reauthorization_required");
        assertThat(problem.at("/reauth_url").asText()).isEqualTo("https://example.test/connect/abc");
        assertThat(problem.at("/provider_error/status").asInt()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain(EchoResource.SECRET);
    }

    @Test
    @DisplayName("F13, G6, J9: what nobody foresaw is a 500 with the request id and nothing else")
    void anythingUnforeseenSaysNothingButTheRequestId() throws Exception {
        HttpResponse<String> answer = get("/echo/unforeseen");

        problem(answer, ProblemType.INTERNAL_ERROR);
        assertThat(answer.body()).doesNotContain(EchoResource.SECRET).doesNotContain("IllegalState");
    }

    @Test
    void retryAfterIsRoundedUp() throws Exception {
        HttpResponse<String> answer = get("/echo/limited");

        problem(answer, ProblemType.RATE_LIMITED);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    @Test
    void whatTheRestLayerRefusesIsAProblemToo() throws Exception {
        problem(get("/nowhere"), ProblemType.NOT_FOUND);
        HttpResponse<String> deleted = send(request("/echo").DELETE());
        problem(deleted, ProblemType.METHOD_NOT_ALLOWED);
        problem(
                send(request("/echo").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x"))),
                ProblemType.UNSUPPORTED_MEDIA_TYPE);
        problem(send(request("/echo/problem").header("Accept", "image/png").GET()), ProblemType.NOT_ACCEPTABLE);
    }

    @Test
    @DisplayName("H7: JSON that is nested without end is malformed")
    void anEndlessNestingIsMalformed() throws Exception {
        problem(post("{\"nope\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"), ProblemType.MALFORMED_JSON);
    }

    @Test
    @DisplayName("H7: a body over the limit is refused")
    void aBodyOverTheLimitIsTooLarge() throws Exception {
        problem(post("{\"display_name\":\"" + "x".repeat(20_000) + "\"}"), ProblemType.TOO_LARGE);
    }

    @Test
    void aHarmlessRequestIdIsKeptAndAnyOtherReplaced() throws Exception {
        HttpResponse<String> kept =
                send(request("/nowhere").header("X-Request-Id", "my-id.1").GET());
        HttpResponse<String> replaced =
                send(request("/nowhere").header("X-Request-Id", "no good").GET());

        assertThat(kept.headers().firstValue("X-Request-Id")).hasValue("my-id.1");
        assertThat(problem(kept, ProblemType.NOT_FOUND).at("/request_id").asText())
                .isEqualTo("my-id.1");
        assertThat(replaced.headers().firstValue("X-Request-Id"))
                .get()
                .asString()
                .matches("[0-9a-f]{24}");
        assertThat(post("{}").headers().firstValue("X-Request-Id")).isPresent();
    }

    private JsonNode problem(HttpResponse<String> answer, ProblemType expected) throws Exception {
        assertThat(answer.body()).contains("\"" + expected.code() + "\"");
        assertThat(answer.statusCode()).isEqualTo(expected.status());
        assertThat(answer.headers().firstValue("Content-Type")).get().asString().startsWith(Problem.MEDIA_TYPE);
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.at("/request_id").asText())
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(problem.at("/status").asInt()).isEqualTo(expected.status());
        return problem;
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(request("/echo").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
