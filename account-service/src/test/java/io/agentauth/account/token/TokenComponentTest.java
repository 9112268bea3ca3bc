// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.account.keyset.KeysetAtStart;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class TokenComponentTest {
    private static final String RENEW = "/internal/grants/renew";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final EnvironmentId environment = EnvironmentId.next();
    private final ApiKeyId key = ApiKeyId.next();
    private final String caller = Neighbours.SIGNER.caller(key, environment, "tokens:read");

    @Inject
    Accounts accounts;

    @Inject
    MeterRegistry metrics;

    @Inject
    Migration migration;

    @Inject
    @Readiness
    KeysetAtStart keyset;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        await().atMost(Duration.ofSeconds(8)).until(() -> keyset.call().getStatus() == Status.UP);
        Neighbours.reset();
    }

    @Test
    @DisplayName("G8, J3: a token is handed out, and on record")
    void aTokenIsHandedOutAndOnRecord() {
        // Given
        Account account = accounts.active(environment, "the-token", MINUTE, HOUR);

        // When
        read(account.id(), "?reason=send%20mail&acting_user=user_7")
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .body("access_token", equalTo("the-token"))
                .body("token_type", equalTo("Bearer"))
                .body("expires_at", notNullValue())
                .body("scopes[0]", equalTo("mail.send"));

        // Then
        var record = accounts.sql(
                        "select * from access_record where account_id = $1",
                        Tuple.of(account.id().value()))
                .getFirst();
        assertThat(record.getUUID("key_id")).isEqualTo(key.value());
        assertThat(record.getString("reason")).isEqualTo("send mail");
        assertThat(record.getString("acting_user")).isEqualTo("user_7");
        assertThat(record.getLong("version")).isEqualTo(1);
        assertThat(record.getString("request_id")).isNotEmpty();
        assertThat(Neighbours.seen(RENEW)).isEmpty();
    }

    @Test
    @DisplayName("Q35 Salesforce: with a token goes where the account's API is, and what the provider told beside it")
    void whatWasToldGoesOutWithTheToken() {
        Account account = accounts.active(environment, "the-token", MINUTE, HOUR);
        read(account.id(), "").statusCode(200).body("api_base_url", nullValue()).body("facts", equalTo(Map.of()));

        accounts.sql(
                """
                update account set facts = '{"company": "c-1", "api_base_url": "https://one.example/v3"}' where id = $1
                """,
                Tuple.of(account.id().value()));

        read(account.id(), "")
                .statusCode(200)
                .body("api_base_url", equalTo("https://one.example/v3"))
                .body("facts", equalTo(Map.of("company", "c-1")));
    }

    @Test
    @DisplayName("C9: another environment's token is not there")
    void anotherEnvironmentsAccountIsNotFound() {
        Account foreign = accounts.active(EnvironmentId.next(), "foreign", MINUTE, HOUR);

        read(foreign.id(), "").statusCode(404).body("code", equalTo("not_found"));
        read(AccountId.next(), "").statusCode(404);
        get("/v1/accounts/nonsense/token").statusCode(404);
        assertThat(accounts.count("access_record", foreign.id().value())).isZero();
    }

    @Test
    @DisplayName("H3: without the permission no token is read")
    void withoutThePermissionNothingIsRead() {
        Account account = accounts.active(environment, "the-token", MINUTE, HOUR);

        given().header("Authorization", "Bearer " + Neighbours.SIGNER.caller(key, environment, "accounts:read"))
                .get("/v1/accounts/" + account.id() + "/token")
                .then()
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
    }

    @Test
    @DisplayName("E10: an account that is not active gives no token")
    void anAccountThatIsNotActiveSaysWhatToDo() {
        Account pending = accounts.insert(environment, "pending_auth", 0);
        Account paused = accounts.active(environment, "paused", MINUTE, HOUR);
        accounts.sql(
                "update account set status = 'paused' where id = $1",
                Tuple.of(paused.id().value()));
        Account expired = accounts.active(environment, "expired", MINUTE, HOUR);
        accounts.sql(
                "update account set status = 'expired', generation_reauth = 2 where id = $1",
                Tuple.of(expired.id().value()));

        read(pending.id(), "").statusCode(409).body("code", equalTo("account_not_active"));
        read(paused.id(), "").statusCode(409).body("code", equalTo("account_paused"));
        read(expired.id(), "")
                .statusCode(409)
                .body("code", equalTo("reauthorization_required"))
                .body("reauth_url", startsWith("http://localhost:8080/connect/"));
        assertThat(accounts.count("access_record", paused.id().value())).isZero();
    }

    @Test
    void anExpiredTokenIsRenewedInOneFlightForAllWhoWait() throws Exception {
        // Given
        Account account = accounts.active(environment, "old", HOUR, Duration.ofSeconds(-1));
        Promise<JsonObject> answer = Promise.promise();
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        Neighbours.ANSWERS.put(RENEW, _ -> {
            together.accumulateAndGet(flying.incrementAndGet(), Math::max);
            return answer.future().onComplete(_ -> flying.decrementAndGet());
        });
        double before = readers();

        // When
        List<Response> responses = concurrently(40, () -> raw(account.id(), ""), () -> {
            await().until(() ->
                    readers() - before >= 40 && !Neighbours.seen(RENEW).isEmpty());
            accounts.putToken(account, "new", 2, Duration.ZERO, HOUR);
            answer.complete(result("renewed"));
        });

        // Then
        assertThat(responses).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.jsonPath().getString("access_token")).isEqualTo("new");
        });
        // Whoever read the old token, and asks when the flight is over, is told at once that there is another version.
        assertThat(together).hasValue(1);
        JsonObject asked = Neighbours.seen(RENEW).getFirst().body();
        assertThat(asked.getString("reason")).isEqualTo("expired");
        assertThat(asked.getString("account_id")).isEqualTo(account.id().toString());
        assertThat(asked.getLong("version")).isEqualTo(1);
        assertThat(accounts.count("access_record", account.id().value())).isEqualTo(40);
    }

    @Test
    @DisplayName("who holds a later consent's token does not wait for the renewal of an earlier one")
    void aLaterGenerationHasAFlightOfItsOwn() throws Exception {
        // Given
        Account account = accounts.active(environment, "old", HOUR, Duration.ofSeconds(-1));
        Promise<JsonObject> earlier = Promise.promise();
        Neighbours.ANSWERS.put(
                RENEW,
                asked -> asked.getLong("generation") == 1
                        ? earlier.future()
                        : Future.succeededFuture(result("held").put("retry_after_ms", 7_000)));

        // When
        List<Response> responses = concurrently(1, () -> raw(account.id(), ""), () -> {
            await().until(() -> !Neighbours.seen(RENEW).isEmpty());
            accounts.sql(
                    "update access_token set generation = 2 where account_id = $1",
                    Tuple.of(account.id().value()));
            accounts.sql(
                    "update account set generation = 2 where id = $1",
                    Tuple.of(account.id().value()));
            read(account.id(), "").statusCode(503).header("Retry-After", "7");
            earlier.complete(result("ended"));
        });

        // Then
        assertThat(responses.getFirst().statusCode()).isEqualTo(409);
        assertThat(Neighbours.seen(RENEW)).hasSize(2);
    }

    @Test
    void anExpiredTokenIsNeverHandedOut() {
        Account account = accounts.active(environment, "old", HOUR, Duration.ofMillis(-1));

        Neighbours.answer(RENEW, result("held").put("retry_after_ms", 7_000));
        read(account.id(), "").statusCode(503).header("Retry-After", "7").body("code", equalTo("refresh_in_progress"));
        Neighbours.answer(RENEW, result("held").put("reason", "rate_limited").put("retry_after_ms", 1_500));
        read(account.id(), "")
                .statusCode(429)
                .header("Retry-After", "2")
                .body("code", equalTo("provider_rate_limited"))
                .body("limited_until", notNullValue());
        Neighbours.answer(RENEW, result("failed").put("reason", "rate_limited").put("retry_after_ms", 1_500));
        read(account.id(), "").statusCode(429).body("code", equalTo("provider_rate_limited"));
        Neighbours.answer(RENEW, result("failed"));
        read(account.id(), "").statusCode(502).body("code", equalTo("provider_unavailable"));
        Neighbours.answer(RENEW, result("suspended"));
        read(account.id(), "").statusCode(409).body("code", equalTo("connection_suspended"));
        Neighbours.answer(RENEW, result("ended"));
        read(account.id(), "").statusCode(409).body("code", equalTo("reauthorization_required"));
        Neighbours.answer(RENEW, result("renewed"));
        read(account.id(), "").statusCode(503).body("code", equalTo("refresh_in_progress"));
        Neighbours.ANSWERS.put(RENEW, _ -> Future.failedFuture("away"));
        read(account.id(), "").statusCode(503).body("code", equalTo("service_unavailable"));
        assertThat(accounts.count("access_record", account.id().value())).isZero();
    }

    @Test
    void aTokenThatStillLivesIsHandedOutWhileItsRenewalFails() {
        Account account = accounts.active(environment, "alive", HOUR, Duration.ofMinutes(5));

        Neighbours.ANSWERS.put(RENEW, _ -> Future.failedFuture("away"));
        read(account.id(), "?min_validity=10m").statusCode(200).body("access_token", equalTo("alive"));
        Neighbours.answer(RENEW, result("held"));
        read(account.id(), "?min_validity=10m").statusCode(200).body("access_token", equalTo("alive"));

        assertThat(Neighbours.seen(RENEW)).hasSize(2);
        assertThat(Neighbours.seen(RENEW).getFirst().body().getString("reason")).isEqualTo("min_validity");
    }

    @Test
    void aMinimumIsCappedAtHalfOfTheLifeAndAYoungTokenIsLongEnough() {
        Account capped = accounts.active(environment, "capped", Duration.ofMinutes(20), Duration.ofMinutes(40));
        Account young = accounts.active(environment, "young", Duration.ofMillis(100), Duration.ofSeconds(10));
        accounts.sql(
                "update access_token set expires_at = null where account_id = $1",
                Tuple.of(accounts.active(environment, "x", MINUTE, MINUTE).id().value()));

        read(capped.id(), "?min_validity=24h").statusCode(200);
        read(young.id(), "?min_validity=9s").statusCode(200);
        assertThat(Neighbours.seen(RENEW)).isEmpty();
        read(young.id(), "?min_validity=soon").statusCode(400).body("code", equalTo("invalid_field"));
    }

    @Test
    void aKeysetThatIsNotKnownYetIsFetched() {
        // Given
        Account account = accounts.active(environment, "x", MINUTE, HOUR);
        Keyset next = Keysets.makeAead("access_tokens");
        Place place = new Place(environment.value(), account.id().value(), "main", "access_token", 1, 1);
        byte[] sealed = AeadVault.of(next)
                .seal(Sensitive.of("sealed-with-the-next"), place)
                .bytes();
        accounts.sql(
                "update access_token set sealed = $2 where account_id = $1",
                Tuple.of(account.id().value(), Buffer.buffer(sealed)));

        // When
        await().pollInterval(Duration.ofMillis(300))
                .untilAsserted(
                        () -> read(account.id(), "").statusCode(503).body("code", equalTo("key_service_unavailable")));
        Neighbours.SERVED.add(next);

        // Then
        await().pollInterval(Duration.ofMillis(300))
                .untilAsserted(() ->
                        read(account.id(), "").statusCode(200).body("access_token", equalTo("sealed-with-the-next")));
        read(accounts.active(environment, "older", MINUTE, HOUR).id(), "").body("access_token", equalTo("older"));
    }

    @Test
    @DisplayName("J1: while the record cannot be committed no token is answered")
    void whileTheRecordCannotBeCommittedNoTokenIsAnswered() throws Exception {
        // Given
        Account account = accounts.active(environment, "the-token", MINUTE, HOUR);
        String database = accounts.sql("select current_database()", Tuple.tuple())
                .getFirst()
                .getString(0);

        // When
        List<Response> responses;
        try (Connection breaking = Servers.require().superuser(database);
                Statement sql = breaking.createStatement()) {
            breaking.setAutoCommit(false);
            sql.execute("lock table access_record in exclusive mode");
            responses = concurrently(12, () -> raw(account.id(), ""), () -> {
                await().untilAsserted(() -> assertThat(waitingBackends(sql)).isPositive());
                await().until(() -> terminated(sql));
            });
        }

        // Then
        assertThat(responses).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.asString()).contains("service_unavailable").doesNotContain("the-token");
        });
        assertThat(accounts.count("access_record", account.id().value())).isZero();
        await().untilAsserted(() -> read(account.id(), "").statusCode(200).body("access_token", equalTo("the-token")));
    }

    private static int waitingBackends(Statement sql) throws SQLException {
        try (ResultSet rows =
                sql.executeQuery("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and usename like '%\\_app' and wait_event_type = 'Lock'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Cuts readers off until none waits any more. */
    private static boolean terminated(Statement sql) throws SQLException {
        try (ResultSet rows = sql.executeQuery("select count(pg_terminate_backend(pid)) from pg_stat_activity where"
                + " datname = current_database() and usename like '%\\_app' and wait_event_type = 'Lock'")) {
            rows.next();
            return rows.getInt(1) == 0;
        }
    }

    private ValidatableResponse read(AccountId account, String query) {
        return raw(account, query).then();
    }

    private ValidatableResponse get(String path) {
        return given().header("Authorization", "Bearer " + caller).get(path).then();
    }

    private Response raw(AccountId account, String query) {
        return given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + caller)
                .get("/v1/accounts/" + account + "/token" + query);
    }

    private static JsonObject result(String result) {
        return new JsonObject().put("result", result);
    }

    /** How many have been read for since the service started. */
    private double readers() {
        return metrics.get("agentauth.token.readers").summary().totalAmount();
    }

    private static <T> List<T> concurrently(int times, Callable<T> work, Runnable meanwhile) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
            var running = IntStream.range(0, times)
                    .mapToObj(_ -> threads.submit(work))
                    .toList();
            meanwhile.run();
            List<T> results = new java.util.ArrayList<>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
