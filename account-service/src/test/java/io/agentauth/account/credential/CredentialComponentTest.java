// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Neighbours.Seen;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the application brings for its person: tried, sealed, handed out in the provider's shape, checked, forgotten. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class CredentialComponentTest {
    private static final String TRY = "/internal/credentials/try";
    private static final String KEY = "key-canary1";
    private static final Map<String, String> GOOD = Map.of("workspace", "acme", "api_key", KEY);

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;
    private String account;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        story.describeKeys();
        account = story.account("user_1");
        says("taken");
    }

    @Test
    void whatIsTakenMakesTheAccountActiveAndIsHandedOutInShape() {
        put(GOOD)
                .statusCode(200)
                .body("status", equalTo("active"))
                .body("provider_account.id", equalTo("7"))
                .body("provider_account.email", equalTo("ada@example.com"))
                .body("token_expires_at", nullValue());

        assertThat(Neighbours.seen(TRY)).extracting(Seen::body).containsExactly(tried(KEY));
        token("?reason=send&acting_user=user_7")
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("auth_type", equalTo("api_key"))
                .body("headers", equalTo(Map.of("X-Key", KEY)))
                .body("query", equalTo(Map.of("in", "acme")))
                .body("body", equalTo(Map.of()))
                .body("fields", equalTo(GOOD))
                .body("expires_at", nullValue())
                .body("access_token", nullValue());
        Row record = accounts.sql("select * from access_record where account_id = $1", Tuple.of(uuid()))
                .getFirst();
        assertThat(record.getString("acting_user")).isEqualTo("user_7");
        assertThat(record.getLong("generation")).isEqualTo(1);
        assertThat(events())
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.authorization-started.v1",
                        "agent-auth.authorization-completed.v1",
                        "agent-auth.account-activated.v1");
    }

    @Test
    @DisplayName("G3, invariant I6: at rest it is sealed, and no event has it")
    void nowhereIsItWritten() {
        put(GOOD).statusCode(200);

        for (String table : List.of("access_token", "authorization_attempt", "account", "access_record")) {
            String column = table.equals("account") ? "id" : "account_id";
            assertThat(accounts.sql("select t::text from " + table + " t where " + column + " = $1", Tuple.of(uuid())))
                    .extracting(row -> row.getString(0))
                    .noneMatch(text -> text.contains(KEY) || text.contains(hex(KEY)));
        }
        assertThat(accounts.sql("select data::text from event where key = $1", Tuple.of(account)))
                .extracting(row -> row.getString(0))
                .noneMatch(text -> text.contains(KEY) || text.contains("acme"));
    }

    @Test
    @DisplayName("F2: moved to another account it does not open")
    void inAnotherRowItDoesNotOpen() {
        put(GOOD).statusCode(200);
        String mine = account;
        account = story.account("user_2");
        put(Map.of("workspace", "other", "api_key", "key-2")).statusCode(200);
        accounts.sql(
                "update access_token set sealed = (select sealed from access_token where account_id = $2) where account_id = $1",
                Tuple.of(uuid(), AccountId.parse(mine).value()));

        token("").statusCode(not(equalTo(200))).body("fields", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "refused, 400, credentials_refused",
        "doubted, 400, credentials_refused",
        "unanswered, 502, provider_unavailable",
    })
    void whatIsNotTakenIsNotStored(String verdict, int status, String code) {
        says(verdict);

        put(GOOD)
                .statusCode(status)
                .body("code", equalTo(code))
                .body("provider_error.provider", equalTo("keyed"))
                .body("detail", not(containsString(KEY)));

        assertThat(accounts.count("access_token", uuid())).isZero();
        assertThat(events()).containsExactly("agent-auth.account-created.v1");
        story.app().get("/v1/accounts/" + account).then().body("status", equalTo("pending_auth"));
    }

    @Test
    void withoutTokenRefresherNothingIsStored() {
        Neighbours.ANSWERS.put(TRY, _ -> Future.failedFuture("away"));

        put(GOOD).statusCode(503).body("code", equalTo("service_unavailable"));

        assertThat(accounts.count("access_token", uuid())).isZero();
    }

    @Test
    void whereNobodyCanBeAskedItIsTakenAsItIs() {
        Neighbours.answer(TRY, new JsonObject().put("verdict", "untried"));

        put(GOOD).statusCode(200).body("status", equalTo("active")).body("provider_account", nullValue());
    }

    @Test
    void fieldsAreCheckedBeforeAnybodyIsAsked() {
        put(Map.of("api_key", "nonsense", "other", "x"))
                .statusCode(400)
                .body("code", equalTo("invalid_field"))
                .body("errors.field", containsInAnyOrder("fields.workspace", "fields.api_key", "fields.other"))
                .body("detail", not(containsString("nonsense")));
        for (String body : List.of("{}", "{\"fields\":null}", "{\"fields\":{\"workspace\":null}}", "{\"keys\":{}}")) {
            story.app()
                    .body(body)
                    .put("/v1/accounts/" + account + "/credentials")
                    .then()
                    .statusCode(400);
        }
        assertThat(Neighbours.seen(TRY)).isEmpty();
    }

    @Test
    void whatIsThereStaysUntilAnotherIsTaken() {
        put(GOOD).statusCode(200);
        says("refused");
        put(Map.of("workspace", "acme", "api_key", "key-wrong")).statusCode(400);
        token("").body("fields.api_key", equalTo(KEY));
        says("taken");
        put(Map.of("workspace", "acme", "api_key", "key-next")).statusCode(200);
        token("").body("fields.api_key", equalTo("key-next"));
        assertThat(accounts.count("access_token", uuid())).isEqualTo(1);
    }

    @Test
    void whenItEndsItIsForgottenAndNobodyIsTold() {
        put(GOOD).statusCode(200);

        story.app()
                .post("/v1/accounts/" + account + "/disconnect")
                .then()
                .statusCode(200)
                .body("status", equalTo("disconnected"))
                .body("receipts.status", equalTo(List.of("unsupported")))
                .body("receipts.slot", equalTo(List.of("main")));

        assertThat(accounts.count("access_token", uuid())).isZero();
        assertThat(accounts.count("pending_end", uuid())).isZero();
        assertThat(Neighbours.seen("/internal/grants/end")).isEmpty();
        token("").statusCode(409).body("code", equalTo("reauthorization_required"));
        put(GOOD).statusCode(200).body("status", equalTo("active"));
        story.app()
                .delete("/v1/accounts/" + account)
                .then()
                .statusCode(200)
                .body("receipts.status", equalTo(List.of("unsupported")));
        assertThat(accounts.count("access_token", uuid())).isZero();
        put(GOOD).statusCode(404);
    }

    @Test
    void aCheckAsksTheProviderAndOnlyItsPlainNoEndsIt() {
        check().body("held", equalTo("no")).body("reason", equalTo("not_connected"));
        put(GOOD).statusCode(200);

        check().body("held", equalTo("yes")).body("account.status", equalTo("active"));
        says("unanswered");
        check().body("held", equalTo("unknown")).body("reason", equalTo("no_answer"));
        says("doubted");
        check().body("held", equalTo("unknown")).body("account.status", equalTo("active"));
        says("refused");
        check().body("held", equalTo("no"))
                .body("reason", equalTo("refused"))
                .body("account.status", equalTo("expired"))
                .body("account.status_reason", equalTo("user_revoked"))
                .body("account.reauth_url", startsWith("http://localhost:8080/connect/"));

        token("").statusCode(409).body("code", equalTo("reauthorization_required"));
        says("taken");
        put(GOOD).statusCode(200).body("status", equalTo("active"));
        token("").statusCode(200);
    }

    @Test
    void nothingRenewsIt() {
        put(GOOD).statusCode(200);

        story.app()
                .post("/v1/accounts/" + account + "/refresh")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_request"));
        token("?min_validity=1h").statusCode(200);
        assertThat(Neighbours.seen("/internal/grants/renew")).isEmpty();
    }

    @Test
    void aPausedAccountIsNotHandedOutAndAnotherEnvironmentsIsNotFound() {
        put(GOOD).statusCode(200);
        story.app().post("/v1/accounts/" + account + "/pause").then().statusCode(200);
        token("").statusCode(409).body("code", equalTo("account_paused"));

        String foreign = account;
        story = Story.begin();
        story.describeKeys();
        account = foreign;
        token("").statusCode(404);
        put(GOOD).statusCode(404);
        check().statusCode(404);
    }

    @Test
    void whereTheProviderWantsOtherFieldsNowThePersonIsAsked() {
        put(GOOD).statusCode(200);
        accounts.sql(
                "update connection_copy set credentials = $2::text::jsonb where connection_id = $1",
                Tuple.of(
                        story.connection.value(),
                        "{\"fields\":[{\"name\":\"pin\",\"label\":\"PIN\",\"public\":false}],\"headers\":{\"P\":\"{pin}\"}}"));

        token("").statusCode(409).body("code", equalTo("reauthorization_required"));
    }

    @Test
    void wherePeopleConsentNothingCanBeBrought() {
        story.describeConnection(2);
        accounts.sql("delete from connection_copy where connection_id = $1", Tuple.of(story.connection.value()));

        put(GOOD).statusCode(400).body("code", equalTo("invalid_request"));
    }

    @Test
    void whoMayNotChangeAccountsMayNotBringAnything() {
        story.app("accounts:read", "tokens:read")
                .body(Map.of("fields", GOOD))
                .put("/v1/accounts/" + account + "/credentials")
                .then()
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
    }

    private static void says(String verdict) {
        JsonObject trial = new JsonObject().put("verdict", verdict);
        Neighbours.answer(
                TRY,
                verdict.equals("taken")
                        ? trial.put(
                                "provider_account",
                                new JsonObject()
                                        .put("subject", "7")
                                        .put("email", "ada@example.com")
                                        .put("name", "Ada"))
                        : trial.put("reason", "status_401"));
    }

    private JsonObject tried(String key) {
        return new JsonObject()
                .put("environment_id", story.environment.toString())
                .put("connection_id", story.connection.toString())
                .put("fields", new JsonObject().put("api_key", key).put("workspace", "acme"));
    }

    private ValidatableResponse put(Map<String, String> fields) {
        return story.app()
                .body(Map.of("fields", fields))
                .put("/v1/accounts/" + account + "/credentials")
                .then();
    }

    private ValidatableResponse token(String query) {
        return story.app("tokens:read")
                .get("/v1/accounts/" + account + "/token" + query)
                .then();
    }

    private ValidatableResponse check() {
        return story.app().post("/v1/accounts/" + account + "/check").then();
    }

    private UUID uuid() {
        return AccountId.parse(account).value();
    }

    private List<String> events() {
        return accounts.sql("select type from event where key = $1 order by sequence", Tuple.of(account)).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
