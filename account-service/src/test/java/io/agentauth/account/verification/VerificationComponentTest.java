// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Consent, the application's word, and only then an account that can be used. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class VerificationComponentTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Consent consent;

    @BeforeEach
    void anAccountOfAnEnvironmentThatVerifies() {
        await().atMost(SOON).until(migration::isDone);
        consent = Consent.begin(accounts);
    }

    @Test
    @DisplayName("B2, I10, E10: the account waits, without a token, until the application has confirmed the person")
    void theAccountWaitsForTheApplication() {
        String authorization = consent.clicked(Map.of("redirect_url", Story.RETURN_URL));
        assertThat(Neighbours.seen("/internal/flows/begin").getFirst().body().getBoolean("verification"))
                .isTrue();
        consent.shown().body("status", equalTo("pending_auth"));

        String token = consent.proof(authorization);

        assertThat(token).matches("[A-Za-z0-9_-]{22}");
        consent.shown().body("status", equalTo("pending_verification"));
        consent.story
                .app("tokens:read")
                .get("/v1/accounts/" + consent.account() + "/token")
                .then()
                .statusCode(409)
                .body("code", equalTo("account_not_active"));
        consent.outcome(authorization).body("status", equalTo("waiting")).body("waiting_for", equalTo("application"));
        assertThat(Neighbours.seen(Consent.CONFIRM)).isEmpty();
        consent.adopt(1, "lost");
        consent.shown().body("status", equalTo("pending_verification"));

        consent.verify(token, "user_1")
                .statusCode(200)
                .body("id", equalTo(consent.account()))
                .body("identifier", equalTo("user_1"))
                .body("next_url", equalTo("http://localhost:8080/connect/outcome/" + authorization));

        assertThat(Neighbours.seen(Consent.CONFIRM)).singleElement().satisfies(seen -> assertThat(seen.body())
                .isEqualTo(consent.word(authorization, true)));
        consent.outcome(authorization).body("waiting_for", nullValue());
        consent.adopt(1);
        consent.shown().body("status", equalTo("active"));
        consent.outcome(authorization).body("status", equalTo("succeeded"));
        assertThat(consent.events())
                .containsExactly(
                        "account-created",
                        "authorization-started",
                        "account-updated",
                        "authorization-verified",
                        "authorization-completed",
                        "account-activated");
    }

    @Test
    @DisplayName("B2: a token that is too old is none, and the account waits for consent again")
    void aLateTokenIsNone() {
        String authorization = consent.clicked(Map.of());
        String token = consent.proof(authorization);
        consent.sql(
                "update authorization_attempt set verify_until = now() - interval '1 second' where account_id = $1");

        consent.verify(token, "user_1").statusCode(404);

        consent.outcome(authorization).body("status", equalTo("expired"));
        consent.shown().body("status", equalTo("pending_auth")).body("status_reason", equalTo("verification_timeout"));
        assertThat(consent.events()).contains("verification-refused late", "authorization-failed verification_timeout");
    }

    @Test
    @DisplayName("B2: when token-refresher threw the unconfirmed code away, the account waits for consent again")
    void anUnconfirmedAuthorizationEnds() {
        String authorization = consent.clicked(Map.of());
        String token = consent.proof(authorization);

        consent.story
                .service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of(
                        "outcomes",
                        List.of(Map.of(
                                "id",
                                UUID.randomUUID().toString(),
                                "kind",
                                "authorization_failed",
                                "environment_id",
                                consent.story.environment.toString(),
                                "account_id",
                                consent.account(),
                                "generation",
                                1,
                                "authorization_id",
                                authorization,
                                "status",
                                "expired",
                                "reason",
                                "verification_timeout",
                                "at",
                                Instant.now().toString()))))
                .post("/internal/outcomes")
                .then()
                .statusCode(200);

        consent.shown().body("status", equalTo("pending_auth")).body("status_reason", equalTo("verification_timeout"));
        consent.verify(token, "user_1").statusCode(404);
        assertThat(Neighbours.seen(Consent.CONFIRM)).isEmpty();
    }

    @Test
    @DisplayName("B8: a production environment that verifies again does so from the next click on")
    void theClickDecides() {
        consent.story.describe("production", "none", new JsonArray(), new JsonArray().add(Story.VERIFY_URL));
        consent.forgetCopies();
        String handle = consent.story.handle(consent.account(), Map.of());
        consent.story.describeVerification(Story.VERIFY_URL);

        consent.story.start(handle).statusCode(200);

        assertThat(Neighbours.seen("/internal/flows/begin").getFirst().body().getBoolean("verification"))
                .isTrue();
    }

    @Test
    @DisplayName(
            "H5: the same request again gets the same answer, a refusal too; token-refresher hears it when it is back")
    void theSameRequestGetsTheSameAnswer() {
        String refused = consent.proof(consent.clicked(Map.of()));
        consent.verifyWithKey("key-1", refused, "user_2").statusCode(403);
        consent.verifyWithKey("key-1", refused, "user_2")
                .statusCode(403)
                .body("code", equalTo("verification_mismatch"));
        consent.verifyWithKey("key-1", refused, "user_1").statusCode(409).body("code", equalTo("idempotency_conflict"));

        String authorization = consent.clicked(Map.of());
        String token = consent.proof(authorization);
        Neighbours.ANSWERS.put(Consent.CONFIRM, _ -> Future.failedFuture("away"));
        consent.verifyWithKey("key-2", token, "user_1").statusCode(200).body("status", equalTo("pending_verification"));
        Neighbours.SEEN.clear();
        Neighbours.answer(Consent.CONFIRM, new JsonObject().put("outcome", "succeeded"));
        consent.verifyWithKey("key-2", token, "user_1").statusCode(200).body("status", equalTo("pending_verification"));
        consent.verify(token, "user_1").statusCode(404);
        consent.sql(
                "update authorization_attempt set verdict_due_at = now() where account_id = $1 and verdict_due_at is not null");

        await().atMost(SOON).untilAsserted(() -> assertThat(Neighbours.seen(Consent.CONFIRM))
                .singleElement()
                .satisfies(seen -> assertThat(seen.body()).isEqualTo(consent.word(authorization, 2, true))));
    }

    @Test
    @DisplayName(
            "I10: a reconnect keeps the account's status and token while it waits, and when somebody else consented")
    void aReconnectDisturbsNothing() {
        consent.verify(consent.proof(consent.clicked(Map.of())), "user_1").statusCode(200);
        consent.adopt(1);
        consent.shown().body("status", equalTo("active"));

        String token = consent.proof(consent.clicked(Map.of()));
        consent.shown().body("status", equalTo("active"));
        consent.verify(token, "user_2").statusCode(403);

        consent.shown().body("status", equalTo("active")).body("status_reason", nullValue());
    }

    @Test
    void anAccountThatEndedMeanwhileIsNotConfirmed() {
        Neighbours.answer("/internal/grants/end", new JsonObject().put("receipts", new JsonArray()));
        String authorization = consent.clicked(Map.of());
        String token = consent.proof(authorization);
        consent.story
                .app()
                .post("/v1/accounts/" + consent.account() + "/disconnect")
                .then()
                .statusCode(200);

        consent.verify(token, "user_1").statusCode(404);

        assertThat(Neighbours.seen(Consent.CONFIRM)).isEmpty();
        assertThat(consent.ask(consent.asked(authorization))
                        .statusCode(200)
                        .extract()
                        .<String>path("verify_url"))
                .isNull();
        consent.shown().body("status", equalTo("disconnected"));
    }

    @Test
    void whatIsNoClaimIsRefused() {
        String token = consent.proof(consent.clicked(Map.of()));
        for (String body : List.of(
                "{\"identifier\":\"user_1\"}",
                "{\"verify_token\":\"" + token + "\"}",
                "{\"verify_token\":\"" + token + "\",\"identifier\":\"user_1\",\"identifier_type\":\"team\"}",
                "{\"verify_token\":\"" + "t".repeat(129) + "\",\"identifier\":\"user_1\"}")) {
            consent.story
                    .app()
                    .body(body)
                    .post("/v1/authorizations/verify")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_field"));
        }
        consent.story
                .app("accounts:read")
                .body(Map.of("verify_token", token, "identifier", "user_1"))
                .post("/v1/authorizations/verify")
                .then()
                .statusCode(403)
                .body("code", equalTo("permission_denied"));

        consent.verify(token, "user_1").statusCode(200);
    }
}
