// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.database.Migration;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class KeysComponentTest {
    private static final String OVERVIEW = "/internal/keysets/overview";
    private static final String ROTATE = "/internal/keysets/rotate";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final String run = UUID.randomUUID().toString();
    private final UUID theirs = UUID.randomUUID();

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @Inject
    CredentialKeys keys;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        Neighbours.reset();
        Neighbours.answer(OVERVIEW, standing("current"));
        Neighbours.answer(ROTATE, standing("current"));
        successorSeals();
    }

    @AfterEach
    void forget() {
        Neighbours.reset();
    }

    @Test
    @DisplayName("F6: the operator exchanges the keysets of both services, and sees them")
    void theOperatorExchangesThem() {
        Set<UUID> own = keys.ring().current();

        rotate("k", "yearly")
                .statusCode(200)
                .body("keysets.id", hasItem(theirs.toString()))
                .body("keysets.find { it.standing == 'next' }.purpose", equalTo(CredentialKeys.PURPOSE));

        operator().get("/v1/keys").then().statusCode(200).body("keysets.id", hasItem(theirs.toString()));
        assertThat(replaced()).containsExactly(Set.of(theirs, own.iterator().next()));
    }

    @Test
    @DisplayName(
            "H5: an exchange that is asked for late once more is answered the same, and exchanges none of the new keysets")
    void aRepeatedExchangeExchangesNothing() {
        String first = rotate("k", "yearly").statusCode(200).extract().asString();
        successorSeals();
        int keysets = keysets();
        Neighbours.answer(OVERVIEW, standing("old"));

        String again = rotate("k", "yearly").statusCode(200).extract().asString();
        Neighbours.ANSWERS.remove(OVERVIEW);
        String withoutTheOther = rotate("k", "yearly").statusCode(200).extract().asString();

        assertThat(new JsonObject(again)).isEqualTo(new JsonObject(first));
        assertThat(new JsonObject(withoutTheOther)).isEqualTo(new JsonObject(first));
        assertThat(keysets()).isEqualTo(keysets);
        assertThat(replaced()).hasSize(1);
        rotate("k", "another reason").statusCode(409).body("code", equalTo("idempotency_conflict"));
    }

    @Test
    @DisplayName("H5: an exchange that a crash cut short goes on with the keysets that it began with")
    void anExchangeThatWasCutShortGoesOn() {
        Neighbours.ANSWERS.put(ROTATE, _ -> Future.failedFuture("it was done, and the answer is lost"));
        rotate("k", "yearly").statusCode(503);
        Set<UUID> begun = keys.ring().current();
        Neighbours.ANSWERS.put(OVERVIEW, _ -> Future.failedFuture("away"));
        rotate("k", "yearly").statusCode(503).body("code", equalTo("service_unavailable"));
        // Somebody else's exchange, from beginning to end.
        keys.ring().rotate().await().atMost(SOON);
        successorSeals();
        int keysets = keysets();
        Neighbours.answer(
                OVERVIEW, new JsonObject().put("keysets", new JsonArray()).put("reseals", new JsonArray()));
        Neighbours.answer(ROTATE, standing("old"));

        rotate("k", "yearly").statusCode(200);

        assertThat(replaced()).hasSize(2);
        assertThat(replaced().getLast()).isEqualTo(replaced().getFirst()).containsAll(begun);
        assertThat(keysets()).isEqualTo(keysets);
    }

    @Test
    @DisplayName("F6, H3: nobody but the operator sees or exchanges keysets")
    void nobodyElseDoes() {
        String tenant = Neighbours.SIGNER.caller(ApiKeyId.next(), EnvironmentId.next(), "admin");

        as(tenant).get("/v1/keys").then().statusCode(403).body("code", equalTo("operator_required"));
        as(tenant).body("{}").post("/v1/keys/rotate").then().statusCode(403);

        assertThat(replaced()).isEmpty();
    }

    /** What is announced is the current one from now on. */
    private void successorSeals() {
        accounts.sql(
                "update keyset set use_from = now() where purpose = $1 and next_of is not null",
                Tuple.of(CredentialKeys.PURPOSE));
        keys.ring().refresh().await().atMost(SOON);
    }

    private int keysets() {
        return accounts.sql("select from keyset where purpose = $1", Tuple.of(CredentialKeys.PURPOSE))
                .size();
    }

    private JsonObject standing(String standing) {
        JsonObject keyset = new JsonObject()
                .put("id", theirs.toString())
                .put("purpose", "refresh_tokens")
                .put("standing", standing)
                .put("use_from", "2026-11-28T08:50:00Z")
                .put("seals", 1);
        return new JsonObject().put("keysets", new JsonArray().add(keyset)).put("reseals", new JsonArray());
    }

    /** What token-refresher was asked to exchange, each time. */
    private static List<Set<UUID>> replaced() {
        return Neighbours.seen(ROTATE).stream()
                .map(seen -> Set.copyOf(seen.body().getJsonArray("replaced").stream()
                        .map(id -> UUID.fromString(id.toString()))
                        .toList()))
                .toList();
    }

    private ValidatableResponse rotate(String key, String reason) {
        return operator()
                .header("Idempotency-Key", run + key)
                .body(new JsonObject(Map.of("reason", reason)).encode())
                .post("/v1/keys/rotate")
                .then();
    }

    private static RequestSpecification operator() {
        return as(Neighbours.SIGNER.operator());
    }

    private static RequestSpecification as(String bearer) {
        return given().header("Authorization", "Bearer " + bearer).contentType("application/json");
    }
}
