// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A person enters a key in the form behind a link. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class FormComponentTest {
    private static final String TRY = "/internal/credentials/try";
    private static final Map<String, String> GOOD = Map.of("workspace", " acme ", "api_key", "key-canary1\n");

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;
    private String account;
    private String form;
    private String cookie;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        story.describeKeys();
        account = story.account("user_1");
        says("taken");
    }

    @Test
    void fromLinkToToken() {
        String handle = story.handle(account, Map.of("redirect_url", Story.RETURN_URL));
        story.view(handle)
                .body("state", equalTo("ready"))
                .body("enters", equalTo(true))
                .body("scopes.name", equalTo(List.of("Workspace", "API key")))
                .body("authorize_origin", equalTo(""));

        click(handle);
        story.view(handle).body("state", equalTo("used"));
        story.start(handle).statusCode(410).body("code", equalTo("connect_link_used"));
        String state = open();
        enter(state, GOOD).body("result", equalTo("over")).body("state", nullValue());

        assertThat(Neighbours.seen(TRY)
                        .getFirst()
                        .body()
                        .getJsonObject("fields")
                        .getMap())
                .isEqualTo(Map.of("workspace", "acme", "api_key", "key-canary1"));
        assertThat(Neighbours.seen("/internal/flows/begin")).isEmpty();
        story.gateway()
                .get("/internal/authorizations/" + form + "/outcome")
                .then()
                .body("status", equalTo("succeeded"))
                .body("account_status", equalTo("active"));
        token().statusCode(200)
                .body("headers", equalTo(Map.of("X-Key", "key-canary1")))
                .body("query", equalTo(Map.of("in", "acme")));
        look().body("result", equalTo("over"));
        assertThat(events())
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.authorization-started.v1",
                        "agent-auth.authorization-completed.v1",
                        "agent-auth.account-activated.v1");
    }

    @Test
    void whatIsWrongIsEnteredAgainAndNothingIsKept() {
        click(story.handle(account, Map.of()));
        String first = open();

        enter(first, Map.of("api_key", "nonsense"))
                .body("result", equalTo("flawed"))
                .body("flaws", equalTo(Map.of("workspace", "missing", "api_key", "another_form")));
        assertThat(Neighbours.seen(TRY)).isEmpty();
        says("refused");
        String third =
                enter(open(), GOOD).body("result", equalTo("refused")).extract().path("state");
        says("unanswered");
        enter(third, GOOD).body("result", equalTo("unanswered"));

        assertThat(accounts.count("access_token", uuid())).isZero();
        assertThat(row()).doesNotContain("canary");
        story.app().get("/v1/accounts/" + account).then().body("status", equalTo("pending_auth"));
        says("taken");
        enter(open(), GOOD).body("result", equalTo("over"));
        token().statusCode(200);
    }

    @Test
    @DisplayName("I5, I9: a state works once, and looking does not use it up")
    void aStateWorksOnce() {
        click(story.handle(account, Map.of()));
        String state = open();
        assertThat(open()).isEqualTo(state);
        says("refused");
        enter(state, GOOD).body("result", equalTo("refused"));

        enter(state, GOOD).body("result", equalTo("stale")).body("state", not(equalTo(state)));
        enter("x".repeat(22), GOOD).body("result", equalTo("stale"));

        assertThat(Neighbours.seen(TRY)).hasSize(1);
        assertThat(row()).doesNotContain(state).doesNotContain(cookie);
    }

    @Test
    void ofTwoThatAreSentAtOnceOneIsTried() throws Exception {
        click(story.handle(account, Map.of()));
        String state = open();
        Promise<JsonObject> slow = Promise.promise();
        Neighbours.ANSWERS.put(TRY, _ -> slow.future());
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() -> enter(state, GOOD).extract().path("result"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Neighbours.seen(TRY)).hasSize(1));

        enter(state, GOOD).body("result", equalTo("stale"));
        slow.complete(new JsonObject().put("verdict", "taken"));

        assertThat(first.get()).isEqualTo("over");
        assertThat(Neighbours.seen(TRY)).hasSize(1);
    }

    @Test
    @DisplayName("A4: without its cookie a form is not there")
    void anotherBrowserHasNoForm() {
        click(story.handle(account, Map.of()));
        String state = open();
        cookie = "AAAAAAAAAAAAAAAAAAAAAA";

        look().statusCode(400).body("code", equalTo("flow_unknown"));
        enter(state, GOOD).statusCode(400).body("code", equalTo("flow_unknown"));
        assertThat(Neighbours.seen(TRY)).isEmpty();
        story.service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of("authorization_id", form, "cookie", cookie))
                .post("/internal/connect/form/view")
                .then()
                .statusCode(403);
    }

    @Test
    void aFormEndsAfterTenMinutes() {
        click(story.handle(account, Map.of()));
        String state = open();
        run("update authorization_attempt set flow_expires_at = now() - interval '1 second' where account_id = $1");

        enter(state, GOOD).body("result", equalTo("expired"));
        look().body("result", equalTo("expired"));
        assertThat(Neighbours.seen(TRY)).isEmpty();
    }

    @Test
    void whoTriesTooOftenHasFailed() {
        click(story.handle(account, Map.of()));
        says("refused");
        for (int i = 0; i < 9; i++) {
            enter(open(), GOOD).body("result", equalTo("refused"));
        }

        enter(open(), GOOD).body("result", equalTo("over"));

        story.gateway()
                .get("/internal/authorizations/" + form + "/outcome")
                .then()
                .body("status", equalTo("failed"));
        assertThat(events()).endsWith("agent-auth.authorization-failed.v1");
        assertThat(row()).contains("too_many_tries");
    }

    @Test
    void anAccountThatEndsTakesItsFormAlong() {
        click(story.handle(account, Map.of()));
        String state = open();
        story.app().post("/v1/accounts/" + account + "/disconnect").then().statusCode(200);

        enter(state, GOOD).body("result", equalTo("over"));

        assertThat(accounts.count("access_token", uuid())).isZero();
        assertThat(Neighbours.seen(TRY)).isEmpty();
    }

    @Test
    void aReconnectKeepsWhatIsThereUntilSomethingIsTaken() {
        click(story.handle(account, Map.of()));
        enter(open(), GOOD).body("result", equalTo("over"));
        click(story.handle(account, Map.of()));
        says("refused");
        enter(open(), Map.of("workspace", "acme", "api_key", "key-two")).body("result", equalTo("refused"));
        token().body("fields.api_key", equalTo("key-canary1"));
        says("taken");
        enter(open(), Map.of("workspace", "acme", "api_key", "key-two")).body("result", equalTo("over"));
        token().body("fields.api_key", equalTo("key-two"));
    }

    @Test
    @DisplayName("A13: a key of another person's is not kept, unless the link allows it")
    void anotherPersonsKeyDoesNotTakeTheAccountOver() {
        isOf("ada");
        click(story.handle(account, Map.of()));
        enter(open(), GOOD).body("result", equalTo("over"));
        Map<String, String> other = Map.of("workspace", "acme", "api_key", "key-two");

        isOf("eve");
        click(story.handle(account, Map.of()));
        enter(open(), other).body("result", equalTo("over"));
        story.gateway()
                .get("/internal/authorizations/" + form + "/outcome")
                .then()
                .body("status", equalTo("failed"))
                .body("reason", equalTo("different_person"));
        token().body("fields.api_key", equalTo("key-canary1"));
        assertThat(row()).doesNotContain("key-two");

        click(story.handle(account, Map.of("allow_other_person", true)));
        enter(open(), other).body("result", equalTo("over"));
        token().body("fields.api_key", equalTo("key-two"));
        assertThat(events()).contains("agent-auth.provider-account-changed.v1");
    }

    private static void isOf(String subject) {
        Neighbours.answer(
                TRY,
                new JsonObject()
                        .put("verdict", "taken")
                        .put("provider_account", new JsonObject().put("subject", subject)));
    }

    @Test
    @DisplayName("B1, I10: where people are verified what was entered waits, sealed, for the application's word")
    void theRightPersonIsConfirmed() {
        String proof = enterVerified();

        story.app()
                .get("/v1/accounts/" + account)
                .then()
                .body("status", equalTo("pending_verification"))
                .body("provider_account", nullValue());
        token().statusCode(409);
        assertThat(row()).doesNotContain("canary");
        assertThat(proof(look().body("result", equalTo("entered")))).isEqualTo(proof);
        verify(proof, "user_1").statusCode(200).body("status", equalTo("active"));
        token().statusCode(200).body("fields.api_key", equalTo("key-canary1"));
        assertThat(parked()).isNull();
        assertThat(Neighbours.seen("/internal/flows/confirm")).isEmpty();
        verify(proof, "user_1").statusCode(404);
    }

    @Test
    @DisplayName("B1: somebody else's key never becomes the account's")
    void anotherPersonsKeyIsForgotten() {
        String proof = enterVerified();

        verify(proof, "the_victim").statusCode(403).body("code", equalTo("verification_mismatch"));

        assertThat(parked()).isNull();
        assertThat(accounts.count("access_token", uuid())).isZero();
        story.app().get("/v1/accounts/" + account).then().body("status", equalTo("pending_auth"));
        look().body("result", equalTo("over"));
    }

    @Test
    @DisplayName("a crash between the verdict and the adoption: the sweeper adopts")
    void theSweeperAdoptsWhatTheVerdictLeft() {
        String proof = enterVerified();
        accounts.sql(
                "update authorization_attempt set verdict = 'confirmed', verdict_at = now(), verdict_due_at = now() where account_id = $1",
                Tuple.of(uuid()));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> story.app().get("/v1/accounts/" + account).then().body("status", equalTo("active")));
        verify(proof, "user_1").statusCode(404);
    }

    @Test
    void whatNobodyConfirmsInTimeIsForgotten() {
        String proof = enterVerified();
        run("update authorization_attempt set verify_until = now() - interval '1 second' where account_id = $1");

        verify(proof, "user_1").statusCode(404);

        assertThat(parked()).isNull();
        assertThat(accounts.count("access_token", uuid())).isZero();
    }

    private String enterVerified() {
        story.describeVerification(Story.VERIFY_URL);
        accounts.sql("delete from environment_copy where environment_id = $1", Tuple.of(story.environment.value()));
        click(story.handle(account, Map.of()));
        return proof(enter(open(), GOOD).body("result", equalTo("entered")));
    }

    private static String proof(ValidatableResponse view) {
        String url = view.body("verify_url", startsWith(Story.VERIFY_URL + "?verify_token="))
                .extract()
                .path("verify_url");
        return url.substring(url.lastIndexOf('=') + 1);
    }

    private ValidatableResponse verify(String proof, String identifier) {
        return story.app()
                .body(Map.of("verify_token", proof, "identifier", identifier))
                .post("/v1/authorizations/verify")
                .then();
    }

    private void click(String handle) {
        ValidatableResponse clicked = story.start(handle)
                .statusCode(200)
                .body("authorize_url", nullValue())
                .body("form", matchesPattern("auth_[0-9a-z]{26}"))
                .body("cookie.value", matchesPattern("[A-Za-z0-9_-]{22}"))
                .body("cookie.max_age_seconds", equalTo(600));
        form = clicked.extract().path("form");
        cookie = clicked.extract().path("cookie.value");
        assertThat(clicked.extract().<String>path("cookie.name")).isEqualTo("__Host-form-" + form);
    }

    private ValidatableResponse look() {
        return story.gateway()
                .body(Map.of("authorization_id", form, "cookie", cookie))
                .post("/internal/connect/form/view")
                .then();
    }

    /** The state that the form is sent back with. */
    private String open() {
        return look().statusCode(200)
                .body("result", equalTo("open"))
                .body("application.name", equalTo("Inbox Butler"))
                .body("provider.name", equalTo("Keyed Mail"))
                .body("identifier", equalTo("user_1"))
                .body("fields", hasSize(2))
                .body("fields[0].public", equalTo(true))
                .body("fields[1].label", equalTo("API key"))
                .body("state", matchesPattern("[A-Za-z0-9_-]{22}"))
                .extract()
                .path("state");
    }

    private ValidatableResponse enter(String state, Map<String, String> fields) {
        Map<String, Object> body = new HashMap<>();
        body.put("authorization_id", form);
        body.put("cookie", cookie);
        body.put("state", state);
        body.put("fields", fields);
        return story.gateway().body(body).post("/internal/connect/form/enter").then();
    }

    private ValidatableResponse token() {
        return story.app("tokens:read")
                .get("/v1/accounts/" + account + "/token")
                .then();
    }

    private static void says(String verdict) {
        Neighbours.answer(TRY, new JsonObject().put("verdict", verdict).put("reason", "status_401"));
    }

    private UUID uuid() {
        return AccountId.parse(account).value();
    }

    private void run(String sql) {
        accounts.sql(sql, Tuple.of(uuid()));
    }

    private Object parked() {
        return accounts.sql("select entered from authorization_attempt where account_id = $1", Tuple.of(uuid()))
                .getFirst()
                .getValue(0);
    }

    private String row() {
        return accounts.sql("select t::text from authorization_attempt t where account_id = $1", Tuple.of(uuid()))
                .getFirst()
                .getString(0);
    }

    private List<String> events() {
        return accounts.sql("select type from event where key = $1 order by sequence", Tuple.of(account)).stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
