// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class AccountComponentTest {
    @Inject
    Database database;

    @Inject
    Migration migration;

    private Story story;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
    }

    @Test
    void theSameKeyGivesTheSameAccount() {
        String id = story.create("user_1")
                .statusCode(201)
                .body("id", startsWith("acc_"))
                .body("status", equalTo("pending_auth"))
                .body("status_reason", nullValue())
                .body("health", equalTo("healthy"))
                .body("alias", equalTo(""))
                .body("provider", equalTo("emulated"))
                .body("provider_account", nullValue())
                .body("reauth_url", nullValue())
                .extract()
                .path("id");

        story.create("user_1").statusCode(200).body("id", equalTo(id));

        assertThat(events(id)).containsExactly("agent-auth.account-created.v1");
    }

    @Test
    @DisplayName("C12: identifiers are compared byte for byte, and by type")
    void identifiersAreComparedByteForByte() {
        List<String> ids = new ArrayList<>();
        for (String identifier : List.of("user", "USER", "u\u0308ser", "\u00fcser", "user ")) {
            ids.add(story.account(identifier));
        }
        ids.add(story.app()
                .body(Map.of(
                        "connection_id",
                        story.connection.toString(),
                        "identifier",
                        "user",
                        "identifier_type",
                        "org_id"))
                .post("/v1/accounts")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownConnectionIsNotFoundAndNothingIsStored() {
        Neighbours.ANSWERS.remove("/internal/connections/get");

        story.app()
                .body(Map.of(
                        "connection_id",
                        ConnectionId.next().toString(),
                        "identifier",
                        "u",
                        "identifier_type",
                        "user_id"))
                .post("/v1/accounts")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        story.app().get("/v1/accounts").then().statusCode(200).body("data", hasSize(0));
    }

    @Test
    void aCopyServesWhileConnectionServiceIsAway() {
        story.account("user_1");
        get(database.worker()
                .preparedQuery("update connection_copy set fetched_at = '-infinity' where connection_id = $1")
                .execute(Tuple.of(story.connection.value())));
        Neighbours.ANSWERS.put("/internal/connections/get", _ -> Future.failedFuture("away"));

        story.account("user_2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"connection_id\":\"conn_1\",\"identifier\":\"u\",\"identifier_type\":\"user_id\"}",
                "{\"connection_id\":\"%s\",\"identifier_type\":\"user_id\"}",
                "{\"connection_id\":\"%s\",\"identifier\":\"\",\"identifier_type\":\"user_id\"}",
                "{\"connection_id\":\"%s\",\"identifier\":\"a\\u0000b\",\"identifier_type\":\"user_id\"}",
                "{\"connection_id\":\"%s\",\"identifier\":\"a\\ud800b\",\"identifier_type\":\"user_id\"}",
                "{\"connection_id\":\"%s\",\"identifier\":7,\"identifier_type\":\"user_id\"}",
                "{\"connection_id\":\"%s\",\"identifier\":\"u\",\"identifier_type\":\"person\"}",
                "{\"connection_id\":\"%s\",\"identifier\":\"u\",\"identifier_type\":\"user_id\",\"metadata\":{\"a\":\"\\u0000\"}}",
                "{\"connection_id\":\"%s\",\"identifier\":\"u\",\"identifier_type\":\"user_id\",\"metadata\":[]}",
            })
    void aBadRequestSaysWhichField(String body) {
        story.app()
                .body(body.formatted(story.connection))
                .post("/v1/accounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_field"))
                .body("errors", not(hasSize(0)));
    }

    @Test
    @DisplayName("H4: fields that are not the caller's to set are refused")
    void unknownFieldsAndTooLongOnesAreRefused() {
        story.app()
                .body("{\"connection_id\":\"%s\",\"status\":\"active\",\"tenant_id\":1}".formatted(story.connection))
                .post("/v1/accounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown_field"))
                .body("errors.field", hasItems("status", "tenant_id"));
        story.create("u".repeat(257)).statusCode(400).body("code", equalTo("invalid_field"));
        story.app().body("{").post("/v1/accounts").then().statusCode(400).body("code", equalTo("malformed_json"));
    }

    @Test
    @DisplayName("C9: a foreign or malformed id is not found, whatever the verb")
    void aForeignOrMalformedIdIsNotFoundWhateverTheVerb() {
        String id = story.account("user_1");
        Story other = Story.begin();
        for (String unknown : List.of(id, AccountId.next().toString(), "acc_1", "conn_1", "%20")) {
            String path = "/v1/accounts/" + unknown;
            other.app().get(path).then().statusCode(404).body("code", equalTo("not_found"));
            other.app().delete(path).then().statusCode(404);
            other.app().body("{\"metadata\":{}}").patch(path).then().statusCode(404);
            for (String action : List.of("auth-url", "check", "refresh", "disconnect", "pause", "resume")) {
                other.app().post(path + "/" + action).then().statusCode(404).body("code", equalTo("not_found"));
            }
        }
        other.app().get("/v1/accounts").then().body("data", hasSize(0));
    }

    @Test
    @DisplayName("H3: reading and writing ask for their scopes")
    void aKeyNeedsItsScope() {
        String id = story.account("user_1");

        story.app("accounts:read")
                .post("/v1/accounts/" + id + "/disconnect")
                .then()
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
        story.app("accounts:write").get("/v1/accounts/" + id).then().statusCode(403);
        given().get("/v1/accounts").then().statusCode(401);
    }

    @Test
    void aCursorGoesOnWhereItWasWhateverIsConnectedMeanwhile() {
        for (int i = 0; i < 4; i++) {
            story.account("user_" + i);
        }
        var first = story.app().get("/v1/accounts?limit=2").then().extract();
        assertThat(first.<List<String>>path("data.identifier")).containsExactly("user_3", "user_2");

        story.account("later_1");
        story.account("later_2");

        story.app()
                .get("/v1/accounts?limit=2&cursor=" + first.<String>path("next_cursor"))
                .then()
                .body("data.identifier", equalTo(List.of("user_1", "user_0")))
                .body("next_cursor", nullValue());
    }

    @Test
    @DisplayName("H7: pages and filters beyond the limits are refused")
    void listsAreFilteredAndPaged() {
        for (int i = 0; i < 5; i++) {
            story.account("user_" + i);
        }
        var first = story.app()
                .get("/v1/accounts?limit=2")
                .then()
                .statusCode(200)
                .body("data", hasSize(2))
                .extract();
        assertThat(first.<List<String>>path("data.identifier")).containsExactly("user_4", "user_3");
        var second = story.app()
                .get("/v1/accounts?limit=2&cursor=" + first.<String>path("next_cursor"))
                .then()
                .extract();
        assertThat(second.<List<String>>path("data.identifier")).containsExactly("user_2", "user_1");
        story.app()
                .get("/v1/accounts?limit=2&cursor=" + second.<String>path("next_cursor"))
                .then()
                .body("data.identifier", equalTo(List.of("user_0")))
                .body("next_cursor", nullValue());
        story.app()
                .get(
                        "/v1/accounts?identifier=user_3&status=pending_auth&provider=emulated&identifier_type=user_id&connection_id="
                                + story.connection)
                .then()
                .body("data", hasSize(1));
        story.app().get("/v1/accounts?status=active").then().body("data", hasSize(0));
        for (String wrong : List.of(
                "limit=0",
                "limit=101",
                "limit=x",
                "cursor=%21",
                "cursor=YWJj",
                "status=gone",
                "connection_id=acc_1",
                "identifier_type=x")) {
            story.app().get("/v1/accounts?" + wrong).then().statusCode(400).body("code", equalTo("invalid_field"));
        }
    }

    @Test
    void metadataIsChangedMemberByMember() {
        String id = story.account("user_1");

        story.app()
                .body("{\"metadata\":{\"plan\":\"pro\",\"seats\":3,\"tags\":[\"a\"]}}")
                .patch("/v1/accounts/" + id)
                .then()
                .statusCode(200)
                .body("metadata.seats", equalTo(3));
        story.app()
                .body("{\"metadata\":{\"seats\":null,\"plan\":\"free\"}}")
                .patch("/v1/accounts/" + id)
                .then()
                .statusCode(200)
                .body("metadata", equalTo(Map.of("plan", "free", "tags", List.of("a"))));

        story.app()
                .body(Map.of("metadata", Map.of("k", "v".repeat(17_000))))
                .patch("/v1/accounts/" + id)
                .then()
                .statusCode(400);
        story.app()
                .body("{\"alias\":\"x\"}")
                .patch("/v1/accounts/" + id)
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown_field"));
        assertThat(events(id))
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.account-updated.v1",
                        "agent-auth.account-updated.v1");
    }

    @Test
    void anAccountThatNobodyConnectedCannotBePausedOrRefreshed() {
        String id = story.account("user_1");

        story.app()
                .post("/v1/accounts/" + id + "/pause")
                .then()
                .statusCode(409)
                .body("code", equalTo("account_not_active"));
        story.app()
                .post("/v1/accounts/" + id + "/resume")
                .then()
                .statusCode(409)
                .body("code", equalTo("account_not_active"));
        story.app()
                .body("{\"reason\":\"rejected\"}")
                .post("/v1/accounts/" + id + "/refresh")
                .then()
                .statusCode(409)
                .body("code", equalTo("account_not_active"));
        story.app()
                .body("{\"reason\":\"why\"}")
                .post("/v1/accounts/" + id + "/refresh")
                .then()
                .statusCode(400);
        story.app().post("/v1/accounts/" + id + "/check").then().statusCode(200).body("held", equalTo("no"));
    }

    @Test
    void pauseAndResumeAreDoneOnce() {
        String id = active("user_1", "5 minutes");

        story.app().post("/v1/accounts/" + id + "/pause").then().statusCode(200).body("status", equalTo("paused"));
        story.app().post("/v1/accounts/" + id + "/pause").then().statusCode(200).body("status", equalTo("paused"));
        story.app()
                .body("{}")
                .post("/v1/accounts/" + id + "/resume")
                .then()
                .statusCode(200)
                .body("status", equalTo("active"))
                .body("token_expires_at", notNullValue());

        assertThat(events(id))
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.account-paused.v1",
                        "agent-auth.account-resumed.v1");
    }

    @Test
    void getRenewsAnExpiredTokenFirstAndShowsTheAccountIfItCannot() {
        String id = active("user_1", "-1 second");

        story.app().get("/v1/accounts/" + id).then().statusCode(200).body("status", equalTo("active"));

        Neighbours.answer("/internal/grants/renew", new JsonObject().put("result", "renewed"));
        story.app().get("/v1/accounts/" + id).then().statusCode(200);
        assertThat(Neighbours.seen("/internal/grants/renew")).last().satisfies(seen -> assertThat(seen.body())
                .isEqualTo(new JsonObject()
                        .put("environment_id", story.environment.toString())
                        .put("account_id", id)
                        .put("slot", "main")
                        .put("generation", 1)
                        .put("version", 1)
                        .put("reason", "expired")));
    }

    @Test
    void refreshSaysWhatStandsAgainstIt() {
        String id = active("user_1", "5 minutes");
        Map<String, Integer> expected = Map.of(
                "renewed",
                200,
                "current",
                200,
                "in_progress",
                503,
                "held",
                503,
                "failed",
                502,
                "ended",
                409,
                "suspended",
                409);

        expected.forEach((result, status) -> {
            Neighbours.answer(
                    "/internal/grants/renew",
                    new JsonObject().put("result", result).put("retry_after_ms", 2500));
            story.app()
                    .body("{\"reason\":\"rejected\"}")
                    .post("/v1/accounts/" + id + "/refresh")
                    .then()
                    .statusCode(status);
        });
    }

    @Test
    void aSuspendedConnectionIsAnErrorOfNoAccount() {
        String id = active("user_1", "5 minutes");
        get(database.worker()
                .preparedQuery(
                        "insert into connection_suspension (connection_id, environment_id, reason) values ($1, $2, 'client_invalid')")
                .execute(Tuple.of(story.connection.value(), story.environment.value())));

        story.app()
                .get("/v1/accounts/" + id)
                .then()
                .body("status", equalTo("error"))
                .body("status_reason", equalTo("client_invalid"));
        story.app().get("/v1/accounts?status=error").then().body("data", hasSize(1));
        story.app().get("/v1/accounts?status=active").then().body("data", hasSize(0));
        story.app()
                .post("/v1/accounts/" + id + "/refresh")
                .then()
                .statusCode(409)
                .body("code", equalTo("connection_suspended"));
    }

    @Test
    @DisplayName("E10: a disconnected account has no token any more")
    void disconnectEndsEverythingAndAnswersWithTheReceipt() {
        String id = active("user_1", "5 minutes");
        Neighbours.answer("/internal/grants/end", receipts("revoked"));

        for (int i = 0; i < 2; i++) {
            story.app()
                    .post("/v1/accounts/" + id + "/disconnect")
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("disconnected"))
                    .body("receipts[0].status", equalTo("revoked"))
                    .body("receipts[0].slot", equalTo("main"));
        }

        story.app()
                .get("/v1/accounts/" + id)
                .then()
                .body("status", equalTo("disconnected"))
                .body("status_reason", equalTo("admin_disconnect"))
                .body("token_expires_at", nullValue());
        assertThat(Neighbours.seen("/internal/grants/end").getFirst().body().getLong("up_to_generation"))
                .isEqualTo(1);
        assertThat(events(id)).containsExactly("agent-auth.account-created.v1", "agent-auth.account-disconnected.v1");
        assertThat(count("access_token", id)).isZero();
        assertThat(count("pending_end", id)).isZero();
    }

    @Test
    void whatCouldNotBeToldIsPendingAndToldLater() {
        String id = active("user_1", "5 minutes");

        story.app()
                .post("/v1/accounts/" + id + "/disconnect")
                .then()
                .statusCode(200)
                .body("receipts[0].status", equalTo("pending"));
        assertThat(count("pending_end", id)).isEqualTo(1);

        Neighbours.answer("/internal/grants/end", receipts("revoked"));
        get(database.worker()
                .query("update pending_end set next_try_at = now()")
                .execute());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(count("pending_end", id)).isZero());
    }

    @Test
    @DisplayName("F12: a deleted account is ended at the provider, and gone")
    void deleteIsFinalAndTheKeyIsFreeAgain() {
        String id = active("user_1", "5 minutes");
        Neighbours.answer("/internal/grants/end", receipts("kept_shared"));

        story.app()
                .delete("/v1/accounts/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("deleted"))
                .body("receipts[0].status", equalTo("kept_shared"));

        story.app().get("/v1/accounts/" + id).then().statusCode(404);
        story.app().delete("/v1/accounts/" + id).then().statusCode(404);
        story.app().get("/v1/accounts").then().body("data", hasSize(0));
        story.create("user_1").statusCode(201).body("id", not(equalTo(id)));
        assertThat(events(id)).containsExactly("agent-auth.account-created.v1", "agent-auth.account-deleted.v1");
    }

    @Test
    @DisplayName("F12: erasing forgets who the person was")
    void erasingForgetsWhoThePersonWas() {
        String id = story.app()
                .header("Idempotency-Key", "k-1")
                .body(story.wanted("someone@example.com"))
                .post("/v1/accounts")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        get(database.worker()
                .preparedQuery(
                        """
                        update account set facts = '{"team": "someone", "api_base_url": "https://one.example"}',
                               sites = '[{"id": "s-1", "name": "someone", "url": null}]'
                         where id = $1
                        """)
                .execute(Tuple.of(uuid(id))));
        story.app()
                .get("/v1/accounts/" + id)
                .then()
                .body("facts.team", equalTo("someone"))
                .body("facts.api_base_url", nullValue())
                .body("api_base_url", equalTo("https://one.example"))
                .body("sites[0].id", equalTo("s-1"))
                .body("sites[0].name", equalTo("someone"));
        story.app().delete("/v1/accounts/" + id + "?erase=perhaps").then().statusCode(400);
        story.app()
                .delete("/v1/accounts/" + id + "?erase=true")
                .then()
                .statusCode(200)
                .body("receipts", hasSize(0));

        assertThat(get(database.worker()
                                .preparedQuery(
                                        "select identifier || facts::text || sites::text from account where id = $1")
                                .execute(Tuple.of(uuid(id))))
                        .iterator()
                        .next()
                        .getString(0))
                .doesNotContain("someone");
        assertThat(get(database.worker()
                                .preparedQuery("select * from idempotency where subject = $1")
                                .execute(Tuple.of(uuid(id))))
                        .size())
                .isZero();
    }

    @Test
    @DisplayName("H5: a repeated request gets the same answer, another one a conflict")
    void anIdempotencyKeyIsAnsweredTheSame() {
        String first = story.app()
                .header("Idempotency-Key", "key-1")
                .body(story.wanted("user_1"))
                .post("/v1/accounts")
                .then()
                .statusCode(201)
                .extract()
                .asString();

        String again = story.app()
                .header("Idempotency-Key", "key-1")
                .body(story.wanted("user_1"))
                .post("/v1/accounts")
                .then()
                .statusCode(201)
                .extract()
                .asString();

        assertThat(new JsonObject(again)).isEqualTo(new JsonObject(first));
        story.app()
                .header("Idempotency-Key", "key-1")
                .body(story.wanted("user_2"))
                .post("/v1/accounts")
                .then()
                .statusCode(409)
                .body("code", equalTo("idempotency_conflict"));
        story.app()
                .header("Idempotency-Key", "k".repeat(256))
                .body(story.wanted("user_2"))
                .post("/v1/accounts")
                .then()
                .statusCode(400)
                .body("detail", containsString("Idempotency-Key"));
        assertThat(events(new JsonObject(first).getString("id"))).hasSize(1);
    }

    @Test
    void aDeletedAccountCanStillBeErased() {
        String id = story.account("someone@example.com");
        story.app().delete("/v1/accounts/" + id).then().statusCode(200);

        story.app().delete("/v1/accounts/" + id + "?erase=true").then().statusCode(200);

        assertThat(get(database.worker()
                                .preparedQuery("select a::text from account a where id = $1")
                                .execute(Tuple.of(uuid(id))))
                        .iterator()
                        .next()
                        .getString(0))
                .doesNotContain("someone");
        assertThat(events(id)).containsExactly("agent-auth.account-created.v1", "agent-auth.account-deleted.v1");
    }

    @Test
    void ofManyThatCreateAtOnceOneDoes() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> story.create("user_1").extract().statusCode()));
        }

        assertThat(answers.stream().map(CompletableFuture::join))
                .containsOnlyOnce(201)
                .contains(200);
        story.app().get("/v1/accounts").then().body("data", hasSize(1));
    }

    @Test
    void ofOneRequestThatCameTwiceAtOnceOneIsDone() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> story.app()
                    .header("Idempotency-Key", "at-once")
                    .body(story.wanted("user_1"))
                    .post("/v1/accounts")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id")));
        }

        assertThat(answers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    /** An account in use, as adoption leaves it. */
    private String active(String identifier, String left) {
        String id = story.account(identifier);
        get(database.worker()
                .preparedQuery(
                        "update account set status = 'active', generation = 1, generation_last = 1 where id = $1")
                .execute(Tuple.of(uuid(id))));
        get(database.worker()
                .preparedQuery(
                        """
                        insert into access_token (account_id, slot, environment_id, epoch, generation, version, sealed, token_type, received_at, expires_at)
                        values ($1, 'main', $2, 1, 1, 1, '', 'Bearer', now(), now() + $3::text::interval)
                        """)
                .execute(Tuple.of(uuid(id), story.environment.value(), left)));
        return id;
    }

    private static JsonObject receipts(String status) {
        return new JsonObject()
                .put(
                        "receipts",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("slot", "main")
                                        .put("generation", 1)
                                        .put("status", status)));
    }

    private List<String> events(String account) {
        List<String> types = new ArrayList<>();
        get(database.worker()
                        .preparedQuery("select type from event where key = $1 order by sequence")
                        .execute(Tuple.of(account)))
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    private long count(String table, String account) {
        return get(database.worker()
                        .preparedQuery("select count(*) from " + table + " where account_id = $1")
                        .execute(Tuple.of(uuid(account))))
                .iterator()
                .next()
                .getLong(0);
    }

    private static UUID uuid(String account) {
        return AccountId.parse(account).value();
    }

    private static <T> T get(io.smallrye.mutiny.Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
