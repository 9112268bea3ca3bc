// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.database.Migration;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class RevocationComponentTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    /** One batch and a half. */
    private static final int MANY = 150;

    private final EnvironmentId environment = EnvironmentId.next();
    private final ApiKeyId key = ApiKeyId.next();

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @BeforeEach
    void ready() {
        await().atMost(SOON).until(migration::isDone);
        Neighbours.reset();
        Neighbours.answer("/internal/grants/end", new JsonObject().put("receipts", new JsonArray()));
    }

    @Test
    @DisplayName("J10: all accounts of a connection are revoked by one order, and no others")
    void allOfAConnection() {
        Accounts.Account one = active();
        Accounts.Account other = active();
        Accounts.Account elsewhere = active();
        Accounts.Account foreign = accounts.active(EnvironmentId.next(), "t", MINUTE, HOUR);
        accounts.sql(
                "update account set connection_id = $1 where id = any ($2)",
                Tuple.of(
                        one.connection().value(),
                        new UUID[] {other.id().value(), foreign.id().value()}));

        String id = order(Map.of("connection_id", one.connection().toString()))
                .statusCode(202)
                .body("connection_id", equalTo(one.connection().toString()))
                .extract()
                .path("id");

        done(id, 2);
        assertThat(statuses(one, other)).containsOnly("revoked");
        assertThat(statuses(elsewhere, foreign)).containsOnly("active");
        assertThat(accounts.count("access_token", one.id().value())).isZero();
        assertThat(accounts.sql(
                        "select 1 from event where key = $1 and type = 'agent-auth.account-revoked.v1' and data like $2",
                        Tuple.of(one.id().toString(), "%" + key + "%")))
                .hasSize(1);
    }

    @Test
    @DisplayName("J10: whose tokens one key has read, or were read in a time, are revoked, and nobody else")
    void allThatAKeyHasRead() {
        Accounts.Account read = active();
        Accounts.Account unread = active();
        ApiKeyId thief = ApiKeyId.next();
        await().atMost(SOON).untilAsserted(() -> caller(thief, "tokens:read")
                .get("/v1/accounts/" + read.id() + "/token")
                .then()
                .statusCode(200));

        done(order(Map.of("read_by", ApiKeyId.next().toString())).extract().path("id"), 0);
        done(
                order(Map.of(
                                "read_by", thief.toString(),
                                "read_to", Instant.now().minusSeconds(3600).toString()))
                        .extract()
                        .path("id"),
                0);
        done(order(Map.of("read_by", thief.toString())).extract().path("id"), 1);

        assertThat(statuses(read)).containsExactly("revoked");
        assertThat(statuses(unread)).containsExactly("active");
        done(order(Map.of("all", true)).extract().path("id"), 1);
        assertThat(statuses(unread)).containsExactly("revoked");
    }

    @Test
    @DisplayName("J10: an order whose worker dies in the middle goes on where it was, and does each account once")
    void itGoesOnAfterADeath() throws SQLException {
        List<Accounts.Account> many =
                IntStream.range(0, MANY).mapToObj(_ -> active()).toList();
        String database = accounts.sql("select current_database()", Tuple.tuple())
                .getFirst()
                .getString(0);
        String id;
        try (Connection holding = Servers.require().superuser(database);
                Statement sql = holding.createStatement()) {
            holding.setAutoCommit(false);
            sql.execute(
                    "select 1 from account where id = '" + many.getLast().id().value() + "' for update");
            id = order(Map.of("all", true)).extract().path("id");
            await().atMost(SOON).untilAsserted(() -> progress(id).body("revoked", equalTo(100)));
            await().atMost(SOON).until(() -> terminated(sql));
            progress(id).body("status", equalTo("running"));
        }

        done(id, MANY);
        assertThat(accounts.sql(
                        "select 1 from event where environment_id = $1 and type = 'agent-auth.account-revoked.v1'",
                        Tuple.of(environment.value())))
                .hasSize(MANY);
    }

    @Test
    void anOrderSaysWhomItMeans() {
        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of(),
                Map.of("all", false),
                Map.of("all", true, "read_by", key.toString()),
                Map.of("read_from", "2026-01-02T00:00:00Z", "read_to", "2026-01-01T00:00:00Z"))) {
            order(wrong).statusCode(400).body("code", equalTo("invalid_field"));
        }
        caller(key, "accounts:write")
                .body(Map.of("all", true))
                .post("/v1/revocations")
                .then()
                .statusCode(403);
        RequestSpecification named = caller(key, "admin").header("Idempotency-Key", "once");
        String first = named.body(Map.of("all", true)).post("/v1/revocations").path("id");
        assertThat(caller(key, "admin")
                        .header("Idempotency-Key", "once")
                        .body(Map.of("all", true))
                        .post("/v1/revocations")
                        .<String>path("id"))
                .isEqualTo(first);
    }

    private Accounts.Account active() {
        return accounts.active(environment, "t", MINUTE, HOUR);
    }

    private List<String> statuses(Accounts.Account... of) {
        return accounts
                .sql(
                        "select status from account where id = any ($1)",
                        Tuple.of(java.util.Arrays.stream(of)
                                .map(account -> account.id().value())
                                .toArray(UUID[]::new)))
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private ValidatableResponse order(Map<String, ?> which) {
        return caller(key, "admin").body(which).post("/v1/revocations").then();
    }

    private ValidatableResponse progress(String id) {
        return caller(key, "admin").get("/v1/revocations/" + id).then().statusCode(200);
    }

    private void done(String id, int revoked) {
        await().atMost(SOON).untilAsserted(() -> progress(id)
                .body("status", equalTo("done"))
                .body("revoked", equalTo(revoked))
                .body("pending", equalTo(0)));
    }

    private RequestSpecification caller(ApiKeyId of, String scope) {
        return given().header("Authorization", "Bearer " + Neighbours.SIGNER.caller(of, environment, scope))
                .contentType("application/json");
    }

    /** Cuts off whoever waits for the row; false while nobody does. */
    private static boolean terminated(Statement sql) throws SQLException {
        // Else one transaction sees the same activity for ever.
        sql.execute("select pg_stat_clear_snapshot()");
        try (ResultSet rows = sql.executeQuery("select count(pg_terminate_backend(pid)) from pg_stat_activity where"
                + " datname = current_database() and usename like '%\\_worker' and wait_event_type = 'Lock'")) {
            rows.next();
            return rows.getInt(1) > 0;
        }
    }
}
