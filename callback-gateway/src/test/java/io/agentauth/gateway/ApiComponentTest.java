// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class ApiComponentTest {
    @BeforeEach
    void fresh() {
        FakeServices.reset();
    }

    @Test
    void aKnownKeyBecomesAJwtAndTheRequestReachesTheOwnerOfThePath() {
        HttpResponse<String> answer =
                Door.send(Door.withKey("/v1/accounts/acc_1?limit=3").header("X-Request-Id", "mine-1"));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject seen = new JsonObject(answer.body());
        assertThat(seen.getString("uri")).isEqualTo("/v1/accounts/acc_1?limit=3");
        assertThat(header(seen, "Authorization")).isEqualTo("Bearer jwt-of-key_environment");
        assertThat(header(seen, "Agent-Auth-Service")).isEqualTo("Bearer service-token");
        assertThat(header(seen, "X-Request-Id")).isEqualTo("mine-1");
        assertThat(header(seen, "X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(Door.header(answer, "X-Request-Id")).isEqualTo("mine-1");
        assertThat(Door.header(answer, "ETag")).isEqualTo("\"7\"");
    }

    @Test
    void theKeyItselfNeverReachesTheOwnerOfThePath() {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/connections"));

        assertThat(answer.body()).doesNotContain(FakeServices.ENVIRONMENT_KEY);
    }

    @Test
    void headersThatOnlyServicesMaySendAreDroppedOrOverwritten() {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/accounts")
                .header("Agent-Auth-Service", "Bearer forged")
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=6.6.6.6")
                .header("Cookie", "a=b")
                .header("Proxy-Authorization", "Basic eDp5")
                .header("X-Anything", "else"));

        JsonObject seen = new JsonObject(answer.body());
        assertThat(header(seen, "Agent-Auth-Service")).isEqualTo("Bearer service-token");
        assertThat(header(seen, "X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(seen.getJsonObject("headers").fieldNames())
                .noneMatch(name -> name.matches("(?i)cookie|proxy-.*|forwarded|x-forwarded-host|x-anything"));
    }

    @Test
    @DisplayName("H10: no header of a service reaches the caller that would let another origin in")
    void headersFromInsideStayInside() {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/accounts"));

        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.matches("(?i)set-cookie|server|access-control-.*"));
        assertThat(answer.headers().allValues("X-Request-Id")).hasSize(1).doesNotContain("of-the-service");
    }

    @Test
    void aKeyIsExchangedOnceForManyRequests() {
        String key = KeysForTests.next();
        FakeServices.KEYS.put(key, "key_many");

        IntStream.range(0, 40).parallel().forEach(i -> assertThat(
                        Door.send(Door.to("/v1/accounts").header("Authorization", "Bearer " + key))
                                .statusCode())
                .isEqualTo(200));

        assertThat(exchangesOf(key)).isEqualTo(1);
    }

    @Test
    void aTokenPastHalfItsLifeServesOnWhileItIsRenewedAndNotBeyondItsEnd() {
        String key = KeysForTests.next();
        FakeServices.KEYS.put(key, "key_half");
        assertThat(statusWith(key)).isEqualTo(200);
        FakeServices.SILENT.add("/internal/api-keys");

        AheadClock.ahead = Duration.ofSeconds(FakeServices.TOKEN_LIFE_SECONDS / 2 - 10);
        assertThat(statusWith(key)).isEqualTo(200);
        assertThat(exchangesOf(key)).isEqualTo(1);

        AheadClock.ahead = Duration.ofSeconds(FakeServices.TOKEN_LIFE_SECONDS / 2 + 1);
        assertThat(statusWith(key)).isEqualTo(200);
        await().untilAsserted(() -> assertThat(exchangesOf(key)).isEqualTo(2));

        AheadClock.ahead = Duration.ofSeconds(FakeServices.TOKEN_LIFE_SECONDS + 1);
        assertThat(statusWith(key)).isEqualTo(503);
        FakeServices.SILENT.clear();
        assertThat(statusWith(key)).isEqualTo(200);
    }

    @Test
    void anUnknownKeyIsAskedForAgainSecondsLater() {
        String key = KeysForTests.next();
        assertThat(statusWith(key)).isEqualTo(401);

        FakeServices.KEYS.put(key, "key_late");
        AheadClock.ahead = Duration.ofSeconds(4);

        assertThat(statusWith(key)).isEqualTo(200);
    }

    @Test
    void answersToSmallBodiesAreNeverLost() {
        assertThat(IntStream.range(0, 300).parallel().map(i -> Door.send(Door.withKey("/v1/accounts")
                                .timeout(Duration.ofSeconds(20))
                                .POST(HttpRequest.BodyPublishers.ofString("x")))
                        .statusCode()))
                .containsOnly(200);
    }

    @Test
    void anUnknownKeyIsRefusedAndNotAskedForAgainAtOnce() {
        String key = KeysForTests.next();

        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = Door.send(Door.to("/v1/accounts").header("Authorization", "Bearer " + key));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(Door.code(answer)).isEqualTo("invalid_api_key");
            assertThat(Door.header(answer, "WWW-Authenticate")).startsWith("Bearer");
        }

        assertThat(exchangesOf(key)).isEqualTo(1);
    }

    @Test
    @DisplayName("H2: a revoked key is refused within two polls")
    void aRevokedKeyIsRefusedWithinTwoPolls() {
        String key = KeysForTests.next();
        FakeServices.KEYS.put(key, "key_revoked");
        assertThat(Door.send(Door.to("/v1/accounts").header("Authorization", "Bearer " + key))
                        .statusCode())
                .isEqualTo(200);

        FakeServices.REVOKED.add("key_revoked");

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                        Door.send(Door.to("/v1/accounts").header("Authorization", "Bearer " + key))
                                .statusCode())
                .isEqualTo(401));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Basic eDp5", "Bearer too-short", "Bearer with space inside and long enough"
            })
    void whatIsNoKeyIsRefusedWithoutAskingAnybody(String authorization) {
        HttpResponse<String> answer = Door.send(Door.to("/v1/accounts").header("Authorization", authorization));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(FakeServices.seen("/internal/api-keys")).isEmpty();
    }

    @Test
    void withoutAKeyTheAnswerSaysHowToSendOne() {
        HttpResponse<String> answer = Door.get("/v1/accounts");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Door.code(answer)).isEqualTo("missing_api_key");
        assertThat(Door.header(answer, "Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_key", "access_token", "client_secret", "API_KEY"})
    @DisplayName("G9: a secret in the address is refused, with a code of its own")
    void aSecretInTheUrlIsRefusedEvenWithAGoodKey(String parameter) {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/accounts?limit=1&" + parameter + "=abc"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Door.code(answer)).isEqualTo("secret_in_url");
        assertThat(FakeServices.seen("/v1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/revocations",
                "/q/health",
                "/q/metrics",
                "/v1",
                "/v1/unknown",
                "/v1/accounts/../../internal/revocations",
                "/v1/accounts/%2e%2e/%2e%2e/internal/revocations",
                "/v1/accounts//x",
                "/v1/accounts/a%2fb",
                "/v1/internal/revocations",
                "/nothing"
            })
    @DisplayName("H8: what is inside, for operators or unknown is not there for the outside")
    void whatIsNotPublicDoesNotExist(String path) {
        HttpResponse<String> answer = Door.send(Door.withKey(path));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Door.code(answer)).isEqualTo("not_found");
        assertThat(FakeServices.SEEN)
                .noneMatch(seen -> seen.headers().containsKey("Authorization")
                        && seen.headers().get("Authorization").contains("jwt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PROPFIND"})
    @DisplayName("H10: other methods are refused, and no other origin is let in")
    void otherMethodsAreNotAllowedAndThereIsNoCors(String method) {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/accounts")
                .header("Origin", "https://evil.example")
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(Door.header(answer, "Allow")).contains("GET");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_000, 1_048_576})
    void aBodyUpToTheLimitIsStreamedWhole(int bytes) {
        HttpResponse<String> declared =
                Door.send(Door.withKey("/v1/accounts").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes])));
        HttpResponse<String> chunked = Door.send(Door.withKey("/v1/accounts").POST(chunked(bytes)));

        assertThat(new JsonObject(declared.body()).getInteger("body_bytes")).isEqualTo(bytes);
        assertThat(new JsonObject(chunked.body()).getInteger("body_bytes")).isEqualTo(bytes);
    }

    @Test
    @DisplayName("H7: a body over a megabyte is refused")
    void aLargerBodyIsRefusedWhetherItSaysSoOrNot() {
        HttpResponse<String> declared = Door.send(
                Door.withKey("/v1/accounts").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_048_577])));
        HttpResponse<String> chunked = Door.send(Door.withKey("/v1/accounts").POST(chunked(1_048_577)));

        assertThat(Stream.of(declared, chunked)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(Door.code(answer)).isEqualTo("too_large");
        });
    }

    @Test
    void aServiceThatBreaksOffIsAskedOnceMoreForASafeMethodOnly() {
        FakeServices.SILENT.add("/v1/events");

        HttpResponse<String> read = Door.send(Door.withKey("/v1/events"));
        int reads = FakeServices.seen("/v1/events").size();
        HttpResponse<String> write =
                Door.send(Door.withKey("/v1/events").POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(Stream.of(read, write)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Door.code(answer)).isEqualTo("service_unavailable");
            assertThat(Door.header(answer, "Retry-After")).isNotNull();
        });
        assertThat(reads).isEqualTo(2);
        assertThat(FakeServices.seen("/v1/events")).hasSize(3);
    }

    @Test
    void aServicesProblemReachesTheCallerAsItIs() {
        FakeServices.ANSWERS.put("/v1/audit", new FakeServices.Answer(409, FakeServices.problem("conflict")));

        HttpResponse<String> answer = Door.send(Door.withKey("/v1/audit"));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Door.code(answer)).isEqualTo("conflict");
    }

    @Test
    void aLargeAnswerIsStreamedWhole() {
        assertThat(Door.send(Door.withKey("/v1/audit/large")).body()).hasSize(2_000_000);
    }

    @Test
    void headIsPassedOnAndHasNoBody() {
        HttpResponse<String> answer =
                Door.send(Door.withKey("/v1/accounts").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(FakeServices.seen("/v1/accounts").getFirst().method()).isEqualTo("HEAD");
    }

    @Test
    void clientCredentialsGoToConnectionServiceAsTheyCame() {
        HttpResponse<String> answer = Door.send(Door.to("/oauth/token")
                .header("Authorization", "Basic eDp5")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject seen = new JsonObject(answer.body());
        assertThat(header(seen, "Authorization")).isEqualTo("Basic eDp5");
        assertThat(header(seen, "Agent-Auth-Service")).isEqualTo("Bearer service-token");
    }

    @Test
    void theAnswerSaysHowMuchIsLeft() {
        HttpResponse<String> answer = Door.send(Door.withKey("/v1/accounts"));

        assertThat(Door.header(answer, "RateLimit-Limit")).isEqualTo("6000");
        assertThat(Integer.parseInt(Door.header(answer, "RateLimit-Remaining"))).isLessThan(6000);
    }

    @Test
    @DisplayName("G5, G8, I2: no answer can be framed or stored, and none sends a referrer")
    void everyAnswerForbidsFramingAndStoring() {
        assertThat(Stream.of(
                        Door.get("/"),
                        Door.get("/nothing"),
                        Door.get("/v1/accounts"),
                        Door.send(Door.withKey("/v1/accounts"))))
                .allSatisfy(answer -> {
                    assertThat(Door.header(answer, "Content-Security-Policy"))
                            .contains("default-src 'none'", "frame-ancestors 'none'");
                    assertThat(Door.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
                    assertThat(Door.header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
                    assertThat(Door.header(answer, "Cross-Origin-Opener-Policy"))
                            .isEqualTo("same-origin");
                    assertThat(Door.header(answer, "Cache-Control")).isEqualTo("no-store");
                    assertThat(Door.header(answer, "X-Request-Id")).isNotBlank();
                });
    }

    private static HttpRequest.BodyPublisher chunked(int bytes) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[bytes]));
    }

    private static String header(JsonObject seen, String name) {
        return seen.getJsonObject("headers").getMap().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().toString())
                .findFirst()
                .orElse(null);
    }

    private static int statusWith(String key) {
        return Door.send(Door.to("/v1/accounts").header("Authorization", "Bearer " + key))
                .statusCode();
    }

    private static long exchangesOf(String key) {
        return FakeServices.seen("/internal/api-keys/exchange").stream()
                .filter(seen -> seen.body().contains(key))
                .count();
    }
}
