// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The attacker has a link that was made for somebody, and sends it to somebody else; or has what a browser carries. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class VerificationAttackComponentTest {
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
    @DisplayName("B1, B3: session fixation by a forwarded link: somebody else consents, and the authorization is burnt")
    void somebodyElseConsents() {
        String authorization = consent.clicked(Map.of());
        String token = consent.proof(authorization);

        consent.verify(token, "user_2").statusCode(403).body("code", equalTo("verification_mismatch"));

        assertThat(Neighbours.seen(Consent.CONFIRM)).singleElement().satisfies(seen -> assertThat(seen.body())
                .isEqualTo(consent.word(authorization, false)));
        consent.outcome(authorization).body("status", equalTo("failed"));
        consent.shown().body("status", equalTo("pending_auth")).body("status_reason", equalTo("verification_mismatch"));
        consent.verify(token, "user_1").statusCode(404).body("code", equalTo("not_found"));
        assertThat(Neighbours.seen(Consent.CONFIRM)).hasSize(1);
        assertThat(consent.events())
                .containsExactly(
                        "account-created",
                        "authorization-started",
                        "account-updated",
                        "verification-refused another_person",
                        "authorization-failed verification_mismatch",
                        "account-updated",
                        "verification-refused used");
    }

    @ParameterizedTest
    @DisplayName("C12: another case, form or type of an identifier is another person")
    @CsvSource({"USER_1,user_id", "'user_1 ',user_id", "\uFF55ser_1,user_id", "user_1,org_id"})
    void almostTheSameIsAnother(String identifier, String type) {
        String token = consent.proof(consent.clicked(Map.of()));

        consent.story
                .app()
                .body(Map.of("verify_token", token, "identifier", identifier, "identifier_type", type))
                .post("/v1/authorizations/verify")
                .then()
                .statusCode(403)
                .body("code", equalTo("verification_mismatch"));
    }

    @Test
    @DisplayName("C12: an organisation's account is confirmed as an organisation's, never as a user's of the same name")
    void anOrganisationIsConfirmedAsOne() {
        Map<String, Object> wanted = new HashMap<>(consent.story.wanted("7"));
        wanted.put("identifier_type", "org_id");
        consent = new Consent(
                consent.story,
                accounts,
                consent.story
                        .app()
                        .body(wanted)
                        .post("/v1/accounts")
                        .then()
                        .extract()
                        .path("id"));
        String asUser = consent.proof(consent.clicked(Map.of()));
        consent.verify(asUser, "7").statusCode(403);

        String token = consent.proof(consent.clicked(Map.of()));
        consent.story
                .app()
                .body(Map.of("verify_token", token, "identifier", "7", "identifier_type", "org_id"))
                .post("/v1/authorizations/verify")
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName(
            "B3, C9: another tenant's credential is answered as if there were nothing, and burns the authorization")
    void anotherTenantBurnsIt() {
        String authorization = consent.clicked(Map.of());
        String token = consent.proof(authorization);
        String unknown = Consent.detail(consent.asOther("AAAAAAAAAAAAAAAAAAAAAA"));

        assertThat(Consent.detail(consent.asOther(token))).isEqualTo(unknown);

        consent.outcome(authorization).body("status", equalTo("failed"));
        consent.verify(token, "user_1").statusCode(404);
        await().atMost(SOON).untilAsserted(() -> assertThat(Neighbours.seen(Consent.CONFIRM))
                .singleElement()
                .satisfies(seen -> assertThat(seen.body()).isEqualTo(consent.word(authorization, false))));
        assertThat(consent.events())
                .contains(
                        "verification-refused other_environment",
                        "authorization-failed verification_other_environment",
                        "verification-refused used");
    }

    @Test
    @DisplayName("B4, I9: a token works once, also for many callers at once")
    void aTokenWorksOnce() throws Exception {
        String token = consent.proof(consent.clicked(Map.of()));
        Callable<Integer> call = () -> consent.verify(token, "user_1").extract().statusCode();

        List<Integer> answers;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            answers = threads
                    .invokeAll(IntStream.range(0, 8).mapToObj(_ -> call).toList())
                    .stream()
                    .map(java.util.concurrent.Future::resultNow)
                    .toList();
        }

        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 404);
        consent.verify(token, "user_1").statusCode(404);
        consent.verify(token, "user_2").statusCode(404);
        assertThat(Neighbours.seen(Consent.CONFIRM)).hasSize(1);
        consent.adopt(1);
        consent.shown().body("status", equalTo("active"));
        assertThat(consent.events().stream().filter("verification-refused used"::equals))
                .hasSize(9);
    }

    @Test
    @DisplayName("B5: without a verify URL on the environment's list no flow starts")
    void withoutAVerifyUrlNothingStarts() {
        String handle =
                consent.story.handle(consent.account(), Map.of("user_verify_url", "https://app.example/verify2?tab=1"));
        consent.story
                .app()
                .body(Map.of("user_verify_url", "https://evil.example/verify"))
                .post("/v1/accounts/" + consent.account() + "/auth-url")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_redirect_url"));

        consent.story.describeVerification(Story.VERIFY_URL);
        consent.forgetCopies();
        consent.story.start(handle).statusCode(400).body("code", equalTo("invalid_redirect_url"));

        consent.story.describeVerification();
        consent.forgetCopies();
        consent.story
                .app()
                .post("/v1/accounts/" + consent.account() + "/auth-url")
                .then()
                .statusCode(409)
                .body("code", equalTo("verify_url_missing"));
        consent.story.start(handle).statusCode(409).body("code", equalTo("verify_url_missing"));
        assertThat(Neighbours.seen("/internal/flows/begin")).isEmpty();
    }

    @Test
    @DisplayName("B5: the browser goes to the URL that was decided before the flow began, whatever it has")
    void theUrlIsDecidedAtTheStart() {
        String authorization = consent.clicked(Map.of("user_verify_url", "https://app.example/verify2?tab=1"));
        consent.story.describeVerification("https://app.example/elsewhere");
        consent.forgetCopies();

        assertThat(consent.url(authorization)).startsWith("https://app.example/verify2?tab=1&verify_token=");
    }

    @Test
    @DisplayName("B6: neither the link nor the authorization's id proves anything, and the token is stored nowhere")
    void nothingElseProvesAnything() {
        String handle = consent.story.handle(consent.account(), Map.of());
        String authorization = consent.story.view(handle).extract().path("authorization_id");
        consent.story.start(handle).statusCode(200);
        String token = consent.proof(authorization);

        for (String other : List.of(handle, authorization, consent.account(), token.substring(0, 21))) {
            consent.verify(other, "user_1").statusCode(404);
        }

        assertThat(consent.proof(authorization)).isEqualTo(token);
        assertThat(consent.proof(consent.clicked(Map.of()))).isNotEqualTo(token);
        for (String table : List.of("authorization_attempt", "event", "idempotency")) {
            assertThat(accounts.sql(
                            "select 1 from " + table + " t where t::text like '%" + token + "%'", Tuple.tuple()))
                    .as(table)
                    .isEmpty();
        }
        consent.verify(token, "user_1").statusCode(200);
    }

    @Test
    @DisplayName("H9: only token-refresher has a proof made, and only of what the click decided so")
    void onlyTokenRefresherHasProofsMade() {
        String authorization = consent.clicked(Map.of());
        for (ServiceName service : List.of(ServiceName.CALLBACK_GATEWAY, ServiceName.CONNECTION_SERVICE)) {
            consent.story
                    .service(service)
                    .body(consent.asked(authorization))
                    .post("/internal/authorizations/verification")
                    .then()
                    .statusCode(403);
        }
        consent.ask(consent.asked(authorization)
                        .put("environment_id", EnvironmentId.next().toString()))
                .statusCode(404);
        consent.ask(consent.asked(authorization)
                        .put("account_id", AccountId.next().toString()))
                .statusCode(404);
        consent.ask(consent.asked(authorization).put("generation", 2)).statusCode(404);
        consent.ask(consent.asked(AuthorizationId.next().toString())).statusCode(404);

        consent.story.describe("development", "none", new JsonArray(), new JsonArray().add(Story.VERIFY_URL));
        consent.forgetCopies();
        consent.ask(consent.asked(consent.clicked(Map.of())).put("generation", 2))
                .statusCode(404);
        consent.shown().body("status", equalTo("pending_auth"));
    }
}
