// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Neighbours.Seen;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts that nobody consents for. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class MachineComponentTest {
    private static final String OBTAIN = "/internal/flows/obtain";
    private static final String SUBJECT = "ada@example.com";

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        story.describeMachine();
    }

    /** token-refresher pushes the token before it says so. */
    private void gives() {
        Neighbours.ANSWERS.put(
                OBTAIN,
                asked -> Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> {
                    adopt(asked.getString("account_id"), asked.getLong("generation"));
                    return new JsonObject().put("outcome", "succeeded");
                })));
    }

    private void fails(String reason) {
        Neighbours.answer(OBTAIN, new JsonObject().put("outcome", "failed").put("reason", reason));
    }

    private void adopt(String account, long generation) {
        Place place = new Place(
                story.environment.value(), AccountId.parse(account).value(), "main", "access_token", generation, 1);
        JsonObject token = new JsonObject()
                .put("epoch", 0)
                .put("environment_id", story.environment.toString())
                .put("account_id", account)
                .put("connection_id", story.connection.toString())
                .put("slot", "main")
                .put("generation", generation)
                .put("version", 1)
                .put(
                        "sealed_token",
                        Base64.getEncoder()
                                .encodeToString(Neighbours.VAULT
                                        .seal(Sensitive.of("at-" + generation), place)
                                        .bytes()))
                .put("token_type", "Bearer")
                .put("scopes", new JsonArray())
                .put("received_at", Instant.now().toString())
                .put("expires_at", Instant.now().plusSeconds(3600).toString())
                .put("provider_account", new JsonObject().put("subject", SUBJECT));
        story.service(ServiceName.TOKEN_REFRESHER)
                .body(new JsonObject().put("tokens", new JsonArray().add(token)).encode())
                .post("/internal/tokens/adopt")
                .then()
                .statusCode(200)
                .body("results[0].result", equalTo("adopted"));
    }

    private ValidatableResponse create(Map<String, ?> parameters) {
        Map<String, Object> body = new HashMap<>(story.wanted("machine"));
        body.put("parameters", parameters);
        return story.app().body(body).post("/v1/accounts").then();
    }

    private ValidatableResponse refresh(String account) {
        return story.app()
                .body(Map.of())
                .post("/v1/accounts/" + account + "/refresh")
                .then();
    }

    private ValidatableResponse read(String account) {
        return story.app().get("/v1/accounts/" + account).then();
    }

    private List<String> events(String account) {
        return accounts.sql("select type from event where key = $1 order by sequence", Tuple.of(account)).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private void expire(String account, long generation) {
        story.service(ServiceName.TOKEN_REFRESHER)
                .body(new JsonObject()
                        .put(
                                "outcomes",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("id", UUID.randomUUID().toString())
                                                .put("kind", "grant_ended")
                                                .put("environment_id", story.environment.toString())
                                                .put("account_id", account)
                                                .put("generation", generation)
                                                .put("slot", "main")
                                                .put("version", 1)
                                                .put("reason", "user_revoked")
                                                .put("at", Instant.now().toString())))
                        .encode())
                .post("/internal/outcomes")
                .then()
                .statusCode(200);
    }

    @Test
    void itIsActiveWhenItIsMade() {
        gives();

        String id = create(Map.of("subject", SUBJECT))
                .statusCode(201)
                .body("status", equalTo("active"))
                .body("provider_account.id", equalTo(SUBJECT))
                .extract()
                .path("id");

        assertThat(Neighbours.seen(OBTAIN))
                .extracting(Seen::body)
                .singleElement()
                .satisfies(asked -> {
                    assertThat(asked.getJsonObject("fields")).isEqualTo(new JsonObject().put("subject", SUBJECT));
                    assertThat(asked.getLong("generation")).isEqualTo(1);
                });
        assertThat(events(id))
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.authorization-started.v1",
                        "agent-auth.authorization-completed.v1",
                        "agent-auth.account-activated.v1");
        assertThat(accounts.sql("select data::text from event where key = $1", Tuple.of(id)))
                .extracting(row -> row.getString(0))
                .noneMatch(data -> data.contains(SUBJECT));
        create(Map.of("subject", "another@example.com")).statusCode(200).body("id", equalTo(id));
        assertThat(Neighbours.seen(OBTAIN)).hasSize(1);
    }

    @Test
    void nobodyIsSentAnywhere() {
        gives();
        String id = create(Map.of("subject", SUBJECT)).extract().path("id");

        story.app()
                .body(Map.of())
                .post("/v1/accounts/" + id + "/auth-url")
                .then()
                .statusCode(409)
                .body("code", equalTo("no_consent_needed"));
        story.app()
                .post("/v1/accounts/" + id + "/device-code")
                .then()
                .statusCode(409)
                .body("code", equalTo("no_consent_needed"));
        story.app()
                .body(Map.of("fields", Map.of("subject", SUBJECT)))
                .put("/v1/accounts/" + id + "/credentials")
                .then()
                .statusCode(400);
    }

    @Test
    void whatIsSaidOfItIsCheckedFirst() {
        create(Map.of()).statusCode(400).body("errors[0].field", equalTo("parameters.subject"));
        create(Map.of("subject", "A B")).statusCode(400);
        create(Map.of("subject", SUBJECT, "other", "x"))
                .statusCode(400)
                .body("errors[0].field", equalTo("parameters.other"));
        assertThat(Neighbours.seen(OBTAIN)).isEmpty();
        story = Story.begin();
        create(Map.of("subject", SUBJECT)).statusCode(400).body("errors[0].field", equalTo("parameters"));
    }

    @ParameterizedTest
    @CsvSource({
        "code_refused, 409, account_not_active",
        "provider_error, 409, account_not_active",
        "client_invalid, 409, connection_suspended",
        "provider_rate_limited, 429, provider_rate_limited",
        "provider_unavailable, 502, provider_unavailable",
        "provider_unreachable, 502, provider_unavailable",
        "generation_ended, 409, conflict",
    })
    void whatStandsAgainstItIsSaidByARefresh(String reason, int status, String code) {
        fails(reason);
        String id = create(Map.of("subject", SUBJECT))
                .statusCode(201)
                .body("status", equalTo("pending_auth"))
                .extract()
                .path("id");

        refresh(id).statusCode(status).body("code", equalTo(code));
        story.app("tokens:read")
                .get("/v1/accounts/" + id + "/token")
                .then()
                .statusCode(409)
                .body("code", equalTo("account_not_active"));
        gives();
        refresh(id).statusCode(200).body("status", equalTo("active"));
    }

    @Test
    void withoutTokenRefresherItWaits() {
        String id = create(Map.of("subject", SUBJECT))
                .statusCode(201)
                .body("status", equalTo("pending_auth"))
                .extract()
                .path("id");
        gives();
        create(Map.of("subject", SUBJECT)).statusCode(200).body("status", equalTo("active"));
        read(id).body("status", equalTo("active"));
    }

    @Test
    @DisplayName(
            "an account that the provider ended waits for nobody: no link is made, and a refresh connects it again")
    void itIsConnectedAgain() {
        gives();
        String id = create(Map.of("subject", SUBJECT)).extract().path("id");
        expire(id, 1);

        read(id).body("status", equalTo("expired"))
                .body("status_reason", equalTo("user_revoked"))
                .body("reauth_url", nullValue());
        story.app("tokens:read")
                .get("/v1/accounts/" + id + "/token")
                .then()
                .statusCode(409)
                .body("code", equalTo("account_not_active"));
        create(Map.of("subject", SUBJECT)).statusCode(200).body("status", equalTo("expired"));
        refresh(id).statusCode(200).body("status", equalTo("active")).body("status_reason", nullValue());
        assertThat(Neighbours.seen(OBTAIN).getLast().body().getLong("generation"))
                .isEqualTo(2);
        story.app("tokens:read")
                .get("/v1/accounts/" + id + "/token")
                .then()
                .statusCode(200)
                .body("access_token", equalTo("at-2"));
    }

    @Test
    void aRepeatedRefreshConnectsOnce() {
        fails("provider_unavailable");
        String id = create(Map.of("subject", SUBJECT)).extract().path("id");
        gives();
        for (int i = 0; i < 2; i++) {
            story.app()
                    .header("Idempotency-Key", "again-" + id)
                    .body(Map.of())
                    .post("/v1/accounts/" + id + "/refresh")
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("active"));
        }
        assertThat(Neighbours.seen(OBTAIN)).hasSize(2);
    }

    @Test
    @DisplayName("erasing an account erases whom it acted for")
    void whomItActedForIsErased() {
        gives();
        Neighbours.answer("/internal/grants/end", new JsonObject().put("receipts", new JsonArray()));
        String id = create(Map.of("subject", SUBJECT)).extract().path("id");

        story.app().delete("/v1/accounts/" + id + "?erase=true").then().statusCode(200);

        assertThat(accounts.sql(
                        "select a::text from account a where id = $1",
                        Tuple.of(AccountId.parse(id).value())))
                .extracting(row -> row.getString(0))
                .noneMatch(row -> row.contains(SUBJECT));
    }
}
