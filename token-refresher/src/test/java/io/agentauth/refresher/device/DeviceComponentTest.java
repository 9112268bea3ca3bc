// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Sealed;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Consent in another browser, asked about by this service, with a provider that answers as a test wants it. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class DeviceComponentTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String DEVICE_CODE = "dc-canary-1";

    /** What the token endpoint answers next, in this order; then that nobody has decided. */
    private final Queue<Consumer<HttpServerRequest>> answers = new ConcurrentLinkedQueue<>();

    @Inject
    Pool pool;

    @Inject
    DevicePolls polls;

    @Inject
    DeviceCodes codes;

    @Inject
    Budgets budgets;

    private Journey journey;

    @BeforeEach
    void reset() {
        Peers.reset();
        // What other tests left open is asked about no more.
        pool.query("update flow set device_code = null, next_poll_at = null where device_code is not null")
                .execute()
                .await()
                .atMost(SOON);
        journey = Journey.prepared();
        gives(200, codes());
        Peers.PROVIDER.put("/token", request -> {
            Consumer<HttpServerRequest> next = answers.poll();
            (next == null ? error("authorization_pending") : next).accept(request);
        });
    }

    private static JsonObject codes() {
        return new JsonObject()
                .put("device_code", DEVICE_CODE)
                .put("user_code", "WDJB-MJHT")
                .put("verification_uri", "https://provider.emulator.test/device")
                .put("verification_uri_complete", "https://provider.emulator.test/device?user_code=WDJB-MJHT")
                .put("expires_in", 600)
                .put("interval", 1);
    }

    private static void gives(int status, JsonObject body) {
        Peers.PROVIDER.put("/device/code", request -> Peers.json(request, status, body));
    }

    private static Consumer<HttpServerRequest> error(String error) {
        return request -> Peers.json(request, 400, new JsonObject().put("error", error));
    }

    private static Consumer<HttpServerRequest> tokens() {
        return request -> Peers.json(request, 200, Peers.tokens());
    }

    private Response tryBegin(Journey of, long generation) {
        JsonObject body = new JsonObject()
                .put("environment_id", of.environment.toString())
                .put("account_id", of.account.toString())
                .put("authorization_id", of.authorization.toString())
                .put("connection_id", of.connection.toString())
                .put("generation", generation)
                .put("scopes", new JsonArray().add("openid").add("email"));
        return Journey.post("/internal/flows/device", ServiceName.ACCOUNT_SERVICE, body);
    }

    private void begin() {
        tryBegin(journey, 1).then().statusCode(200);
    }

    private Row flow(Journey of) {
        return pool.query(
                        "select outcome, reason, device_code, poll_millis, presented_at, next_poll_at, verifier, nonce, next_poll_at - now() > interval '5 s' as late from flow where authorization_id = '"
                                + of.authorization.value() + "'")
                .execute()
                .await()
                .atMost(SOON)
                .iterator()
                .next();
    }

    private void change(String assignments) {
        pool.query("update flow set " + assignments + " where authorization_id = '" + journey.authorization.value()
                        + "' and outcome is null")
                .execute()
                .await()
                .atMost(SOON);
    }

    private void ends(Journey of, String outcome, String reason) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(flow(of).getString("outcome")).isEqualTo(outcome));
        assertThat(flow(of).getString("reason")).isEqualTo(reason);
        assertThat(flow(of).getBuffer("device_code")).isNull();
        assertThat(flow(of).getValue("next_poll_at")).isNull();
        await().atMost(SOON).untilAsserted(() -> assertThat(of.outcomes()).anySatisfy(told -> {
            assertThat(told.getString("authorization_id")).isEqualTo(of.authorization.toString());
            assertThat(told.encode()).contains(outcome, reason);
        }));
    }

    @Test
    @DisplayName(
            "RFC 8628 §3.1 to §3.5: the client proves itself, the person's code comes back, and what they decide becomes a grant that account-service has")
    void aPersonConsents() {
        answers.add(error("authorization_pending"));
        answers.add(tokens());

        tryBegin(journey, 1)
                .then()
                .statusCode(200)
                .body("user_code", equalTo("WDJB-MJHT"))
                .body("verification_uri", equalTo(Peers.provider() + "/device"))
                .body("verification_uri_complete", equalTo(Peers.provider() + "/device?user_code=WDJB-MJHT"))
                .body("expires_in_seconds", equalTo(600))
                .body("interval_seconds", equalTo(1));
        assertThat(flow(journey).getBuffer("device_code").toString(StandardCharsets.ISO_8859_1))
                .doesNotContain("canary");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Peers.ADOPTED).singleElement().satisfies(token -> {
                    assertThat(token.getString("authorization_id")).isEqualTo(journey.authorization.toString());
                    assertThat(token.getJsonObject("provider_account").getString("subject"))
                            .isEqualTo("person-1");
                }));

        String basic =
                Base64.getEncoder().encodeToString(("client-1:" + Journey.SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(Peers.ASKED_FOR_CODES).singleElement().satisfies(asked -> {
            assertThat(asked.authorization()).isEqualTo("Basic " + basic);
            assertThat(asked.form())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("client_id", "client-1", "scope", "openid email"));
        });
        assertThat(Peers.PRESENTED).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.authorization()).isEqualTo("Basic " + basic);
            assertThat(asked.form())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", DEVICE_CODE));
        });
        assertThat(flow(journey).getString("outcome")).isEqualTo("succeeded");
        assertThat(flow(journey).getBuffer("device_code")).isNull();
        for (String table : List.of("flow", "attempt", "\"grant\"", "event", "outcome_push")) {
            String canary = HexFormat.of().formatHex("canary".getBytes(StandardCharsets.US_ASCII));
            assertThat(count(table, "to_jsonb(" + table + ")::text ~ 'canary|" + canary + "'"))
                    .as(table)
                    .isZero();
        }
        assertThat(count("event", "type like '%token-exchanged%' and key = '" + journey.account + "'"))
                .isEqualTo(1);
    }

    private long count(String table, String where) {
        return pool.query("select count(*) from " + table + " where " + where)
                .execute()
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, denied, access_denied",
        "expired_token, expired, flow_expired",
        "invalid_grant, failed, code_refused",
        "invalid_request, failed, provider_error",
    })
    @DisplayName(
            "RFC 8628 §3.5: an answer that ends it ends the authorization with the words of any, and nobody asks again")
    void anEnd(String error, String outcome, String reason) {
        answers.add(error(error));
        begin();

        ends(journey, outcome, reason);
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName("RFC 8628 §3.5: slow_down is stored, and holds whoever asks next")
    void slower() {
        answers.add(error("slow_down"));
        begin();

        await().atMost(SOON).untilAsserted(() -> assertThat(flow(journey).getLong("poll_millis"))
                .isEqualTo(6_000));
        assertThat(flow(journey).getBoolean("late")).isTrue();
        assertThat(flow(journey).getValue("presented_at")).isNull();
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName(
            "RFC 8628 §3.5: a question without an answer doubles the interval; a code that is unknown after it may have given tokens to nobody, and says so")
    void noAnswer() {
        answers.add(request -> request.connection().close());
        begin();

        await().atMost(SOON).untilAsserted(() -> assertThat(flow(journey).getLong("poll_millis"))
                .isEqualTo(2_000));
        assertThat(flow(journey).getValue("presented_at")).isNotNull();
        answers.add(error("invalid_grant"));
        change("next_poll_at = now()");
        ends(journey, "failed", "exchange_interrupted");
    }

    @Test
    @DisplayName(
            "RFC 8628 §3.5: what is asked is written down before, and until its lease is over no replica shows the same code")
    void oneAtATime() {
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        answers.add(held::add);
        begin();
        await().atMost(SOON).until(() -> !held.isEmpty());

        assertThat(flow(journey).getValue("presented_at")).isNotNull();
        for (int i = 0; i < 20; i++) {
            var _ = polls.turn().await().atMost(SOON);
        }
        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(flow(journey).getBoolean("late")).isTrue();
        tokens().accept(held.remove());
        await().atMost(SOON).untilAsserted(() -> assertThat(Peers.ADOPTED).hasSize(1));
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName("What a provider says of one code with Retry-After holds up nothing else of the connection")
    void aWordWithATime() {
        answers.add(request -> {
            request.response().putHeader("Retry-After", "30");
            error("authorization_pending").accept(request);
        });
        answers.add(request -> {
            request.response().putHeader("Retry-After", "30");
            error("access_denied").accept(request);
        });
        begin();

        await().atMost(SOON).untilAsserted(() -> {
            Row now = flow(journey);
            assertThat(now.getValue("presented_at")).isNull();
            assertThat(now.getBoolean("late")).isTrue();
        });
        assertThat(flow(journey).getLong("poll_millis")).isEqualTo(1_000);
        assertThat(budgets.limitedFor(journey.connection)).isZero();
        change("next_poll_at = now()");
        ends(journey, "denied", "access_denied");
    }

    @Test
    @DisplayName("A provider that wants to be left alone is asked for no code, whoever it said it to")
    void leftAlone() {
        Peers.PROVIDER.put("/device/code", request -> {
            request.response().putHeader("Retry-After", "60");
            Peers.json(request, 429, new JsonObject());
        });
        tryBegin(journey, 1).then().statusCode(429).body("code", equalTo("provider_rate_limited"));
        assertThat(budgets.limitedFor(journey.connection)).isPositive();

        gives(200, codes());
        tryBegin(journey, 1).then().statusCode(429).body("code", equalTo("provider_rate_limited"));
        assertThat(Peers.ASKED_FOR_CODES).hasSize(1);
    }

    @Test
    @DisplayName("A question that was never put leaves no doubt of what the code gave")
    void neverShown() {
        begin();
        Object first = flow(journey).getValue("next_poll_at");
        change("connection_id = '" + ConnectionId.next().value() + "'");

        await().atMost(SOON).untilAsserted(() -> {
            Row now = flow(journey);
            assertThat(now.getValue("next_poll_at")).isNotEqualTo(first);
            assertThat(now.getValue("presented_at")).isNull();
        });
        assertThat(Peers.PRESENTED).isEmpty();
        answers.add(error("invalid_grant"));
        change("connection_id = '" + journey.connection.value() + "'");
        ends(journey, "failed", "code_refused");
    }

    @Test
    @DisplayName("Who was stalled beyond the lease changes nothing of the question that another asks by then")
    void aLateNote() {
        gives(200, codes().put("interval", 300));
        begin();
        change("presented_at = '2026-01-01T00:00:00Z'");
        Step.Again again = new Step.Again(Duration.ofSeconds(300), Duration.ofSeconds(1), true);

        codes.again(turn("2026-01-01T00:00:00.000001Z"), again).await().atMost(SOON);
        assertThat(flow(journey).getValue("presented_at")).isNotNull();
        assertThat(flow(journey).getBoolean("late")).isTrue();

        codes.again(turn("2026-01-01T00:00:00Z"), again).await().atMost(SOON);
        assertThat(flow(journey).getBoolean("late")).isFalse();
    }

    private DeviceCodes.Turn turn(String presentedAt) {
        return new DeviceCodes.Turn(
                journey.authorization,
                new Sealed(new byte[0]),
                URI.create("https://provider.emulator.test/token"),
                Duration.ofSeconds(300),
                false,
                OffsetDateTime.parse(presentedAt),
                System.nanoTime());
    }

    @Test
    @DisplayName("RFC 8628 §3.2: when the code's time is over nobody is asked any more")
    void tooLate() {
        begin();
        change("expires_at = now(), next_poll_at = now()");

        ends(journey, "expired", "flow_expired");
    }

    @Test
    @DisplayName("RFC 8628 §3.5: a flow that has its outcome is asked about no more, whatever is still noted of it")
    void alreadyDecided() {
        gives(200, codes().put("interval", 600));
        begin();
        change("outcome = 'denied', next_poll_at = now()");

        for (int i = 0; i < 3; i++) {
            var _ = polls.turn().await().atMost(SOON);
        }

        assertThat(flow(journey).getValue("presented_at")).isNull();
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName("RFC 9700 §4.4: a code is shown nowhere but where it was given for")
    void elsewhere() {
        begin();
        change("device_for = 'https://elsewhere.test/token', next_poll_at = now()");

        ends(journey, "failed", "connection_changed");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName("An account has one such flow: the next one ends it")
    void anotherTakesItsPlace() {
        begin();
        Journey next = journey.again();
        tryBegin(next, 2).then().statusCode(200);

        ends(journey, "expired", "superseded");
        assertThat(flow(next).getBuffer("device_code")).isNotNull();
    }

    @Test
    @DisplayName("An account that is disconnected is asked about no more")
    void anAccountThatEnded() {
        begin();
        JsonObject end = new JsonObject()
                .put("environment_id", journey.environment.toString())
                .put("account_id", journey.account.toString())
                .put("up_to_generation", 1);
        Journey.post("/internal/grants/end", ServiceName.ACCOUNT_SERVICE, end)
                .then()
                .statusCode(200);
        change("next_poll_at = now()");

        ends(journey, "failed", "generation_ended");
        tryBegin(journey.again(), 1).then().statusCode(409).body("code", equalTo("conflict"));
    }

    @Test
    @DisplayName("A13: whoever consents with the code must be who the account is")
    void somebodyElse() {
        answers.add(tokens());
        begin();
        await().atMost(SOON).untilAsserted(() -> assertThat(Peers.ADOPTED).hasSize(1));
        Peers.PROVIDER.put("/userinfo", request -> Peers.json(request, 200, new JsonObject().put("sub", "person-2")));
        answers.add(tokens());
        Journey next = journey.again();
        tryBegin(next, 2).then().statusCode(200);

        ends(next, "failed", "different_person");
        assertThat(Peers.ADOPTED).hasSize(1);
    }

    @Test
    @DisplayName("RFC 8628 §3.2: what the provider does not give begins nothing, and says why")
    void whatIsNotGiven() {
        gives(400, new JsonObject().put("error", "invalid_client"));
        tryBegin(journey, 1).then().statusCode(409).body("code", equalTo("connection_suspended"));
        for (String word : List.of("unauthorized_client", "device_flow_disabled")) {
            gives(400, new JsonObject().put("error", word));
            tryBegin(journey, 1).then().statusCode(409).body("code", equalTo("device_flow_unavailable"));
        }
        gives(429, new JsonObject());
        tryBegin(journey, 1).then().statusCode(429).body("code", equalTo("provider_rate_limited"));
        gives(200, codes().put("verification_uri", "javascript:alert(1)"));
        tryBegin(journey, 1).then().statusCode(502).body("code", equalTo("provider_unavailable"));
        assertThat(count("flow", "account_id = '" + journey.account.value() + "'"))
                .isZero();

        Journey without = Journey.prepared();
        Peers.CONNECTIONS
                .get(without.connection.toString())
                .getJsonObject("definition")
                .getJsonObject("authorization")
                .putNull("device");
        tryBegin(without, 1).then().statusCode(409).body("code", equalTo("device_flow_unavailable"));
    }
}
