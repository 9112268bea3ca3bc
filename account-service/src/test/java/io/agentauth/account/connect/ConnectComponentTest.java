// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ConnectComponentTest {
    @Inject
    Database database;

    @Inject
    Migration migration;

    private Story story;
    private String account;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        account = story.account("user_1");
    }

    @Test
    void thePageMayLeadToWhereTokenRefresherSaysThatItLeads() {
        Neighbours.answer("/internal/flows/origin", new JsonObject().put("authorize_origin", "http://localhost:9400"));

        story.view(story.handle(account, Map.of("redirect_url", Story.RETURN_URL)))
                .statusCode(200)
                .body("authorize_origin", equalTo("http://localhost:9400"));
        assertThat(Neighbours.seen("/internal/flows/origin").getFirst().body())
                .isEqualTo(new JsonObject()
                        .put("environment_id", story.environment.toString())
                        .put("connection_id", story.connection.toString()));
    }

    @Test
    void fromLinkToOutcome() {
        String handle = story.handle(
                account,
                Map.of("redirect_url", Story.RETURN_URL, "state", "of the app", "scopes", List.of("mail.read")));

        String authorization = story.view(handle)
                .statusCode(200)
                .body("state", equalTo("ready"))
                .body("application.name", equalTo("Inbox Butler"))
                .body("provider.name", equalTo("Emulated Mail"))
                .body("identifier", equalTo("user_1"))
                .body("scopes.name", equalTo(List.of("mail.send", "mail.read")))
                .body("scopes[0].description", equalTo("Send e-mail for you"))
                .body("authorize_origin", equalTo("https://provider.example"))
                .extract()
                .path("authorization_id");
        story.start(handle)
                .statusCode(200)
                .body("authorize_url", equalTo("https://provider.example/authorize?state=x"))
                .body("cookie.name", equalTo("__Host-aa-1"))
                .body("cookie.max_age_seconds", equalTo(600));

        assertThat(Neighbours.seen("/internal/flows/begin").getFirst().body())
                .isEqualTo(new JsonObject()
                        .put("environment_id", story.environment.toString())
                        .put("account_id", account)
                        .put("authorization_id", authorization)
                        .put("connection_id", story.connection.toString())
                        .put("generation", 1)
                        .put("scopes", new JsonArray().add("mail.send").add("mail.read"))
                        .putNull("login_hint"));
        story.view(handle)
                .body("state", equalTo("used"))
                .body("scopes.name", equalTo(List.of("mail.send", "mail.read")));
        story.start(handle).statusCode(410).body("code", equalTo("connect_link_used"));
        assertThat(get(database.worker()
                                .preparedQuery("select scopes from authorization_attempt where account_id = $1")
                                .execute(Tuple.of(uuid(account))))
                        .iterator()
                        .next()
                        .getArrayOfStrings(0))
                .containsExactly("mail.send", "mail.read");
        story.gateway()
                .get("/internal/authorizations/" + authorization + "/outcome")
                .then()
                .statusCode(200)
                .body("status", equalTo("waiting"))
                .body("account_id", equalTo(account))
                .body("account_status", equalTo("pending_auth"))
                .body("redirect_url", equalTo(Story.RETURN_URL))
                .body("state", equalTo("of the app"))
                .body("provider.id", equalTo("emulated"));
    }

    @Test
    @DisplayName("A13: that somebody else may come back is said with the link, and reaches whoever compares")
    void thatSomebodyElseMayComeBackIsPassedOn() {
        story.start(story.handle(account, Map.of("allow_other_person", true))).statusCode(200);

        assertThat(Neighbours.seen("/internal/flows/begin").getFirst().body().getBoolean("allow_other_person"))
                .isTrue();
    }

    @Test
    @DisplayName("H10: looking at a link consumes nothing")
    void lookingConsumesNothing() {
        String handle = story.handle(account, Map.of());
        for (int i = 0; i < 3; i++) {
            story.view(handle).body("state", equalTo("ready"));
        }
        story.start(handle).statusCode(200);
    }

    @Test
    void onlyTheHashOfAHandleIsStored() {
        String handle = story.handle(account, Map.of());

        assertThat(handle).matches("[A-Za-z0-9_-]{22}");
        assertThat(get(database.worker()
                                .preparedQuery("select a::text from authorization_attempt a where account_id = $1")
                                .execute(Tuple.of(uuid(account))))
                        .iterator()
                        .next()
                        .getString(0))
                .doesNotContain(handle);
    }

    @Test
    void whenTheFlowCannotBeginTheLinkCanBeClickedAgain() {
        String handle = story.handle(account, Map.of());
        Neighbours.ANSWERS.put("/internal/flows/begin", _ -> Future.failedFuture("away"));

        story.start(handle).statusCode(503).body("code", equalTo("service_unavailable"));

        story.view(handle).body("state", equalTo("ready"));
    }

    @Test
    void ofTwoClicksAtOnceOneGoesOn() throws Exception {
        String handle = story.handle(account, Map.of());
        Promise<JsonObject> slow = Promise.promise();
        JsonObject flow = new JsonObject()
                .put("authorize_url", "https://provider.example/")
                .put(
                        "cookie",
                        new JsonObject().put("name", "n").put("value", "v").put("max_age_seconds", 1));
        Neighbours.ANSWERS.put("/internal/flows/begin", _ -> slow.future());
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(
                () -> story.start(handle).extract().statusCode());
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Neighbours.seen("/internal/flows/begin"))
                .hasSize(1));

        story.start(handle).statusCode(409).body("code", equalTo("conflict"));
        slow.complete(flow);

        assertThat(first.get()).isEqualTo(200);
    }

    @Test
    void aClaimThatACrashLeftBehindLapses() {
        String handle = story.handle(account, Map.of());
        run("update authorization_attempt set claim = gen_random_uuid(), claimed_until = now() - interval '1 second'");

        story.start(handle).statusCode(200);
    }

    @Test
    void aLinkEndsAfterHalfAnHourAndTheSweeperSaysSo() {
        String handle = story.handle(account, Map.of());
        run("update authorization_attempt set link_expires_at = now() - interval '1 second'");

        story.view(handle).body("state", equalTo("expired"));
        story.start(handle).statusCode(410).body("code", equalTo("connect_link_expired"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(events()).contains("agent-auth.authorization-failed.v1"));
        story.view(handle).body("state", equalTo("expired"));
    }

    @Test
    void anUnknownHandleShowsNothing() {
        story.view("AAAAAAAAAAAAAAAAAAAAAA")
                .statusCode(200)
                .body("state", equalTo("unknown"))
                .body("identifier", nullValue());
        story.start("AAAAAAAAAAAAAAAAAAAAAA").statusCode(404);
        story.gateway()
                .get("/internal/authorizations/" + AuthorizationId.next() + "/outcome")
                .then()
                .statusCode(404);
        story.gateway().get("/internal/authorizations/auth_1/outcome").then().statusCode(404);
    }

    @Test
    void anAccountThatEndedTakesItsLinksAlong() {
        String handle = story.handle(account, Map.of());
        Neighbours.answer("/internal/grants/end", new JsonObject().put("receipts", new JsonArray()));
        story.app().post("/v1/accounts/" + account + "/disconnect").then().statusCode(200);

        story.view(handle).body("state", equalTo("used"));
        story.start(handle).statusCode(410);
        assertThat(events())
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.authorization-started.v1",
                        "agent-auth.authorization-failed.v1",
                        "agent-auth.account-disconnected.v1");
        assertThat(Neighbours.seen("/internal/grants/end").getFirst().body().getLong("up_to_generation"))
                .isEqualTo(1);
        story.start(story.handle(account, Map.of())).statusCode(200);
    }

    @Test
    void aLinkOfAnEarlierGenerationThanTheOneInUseIsOver() {
        String handle = story.handle(account, Map.of());
        get(database.worker()
                .preparedQuery(
                        "update account set generation = 2, generation_last = 2, status = 'active' where id = $1")
                .execute(Tuple.of(uuid(account))));

        story.view(handle).body("state", equalTo("expired"));
        story.start(handle).statusCode(410).body("code", equalTo("connect_link_expired"));
    }

    @Test
    @DisplayName("A14, I3: only an address of the list is returned to, character by character")
    void onlyAddressesOnTheListAreReturnedTo() {
        for (String url : List.of(
                "https://app.example/done",
                "https://app.example/done?tab=1#x",
                "https://APP.example/done?tab=1",
                "//evil.example",
                "\\\\evil.example",
                "https://app.example/done%3Ftab=1",
                "https://app.example/done?tab=1&more=2",
                "https:evil.example",
                "https://app.example@evil.example/done?tab=1",
                "javascript:alert(1)")) {
            story.app()
                    .body(Map.of("redirect_url", url))
                    .post("/v1/accounts/" + account + "/auth-url")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_redirect_url"))
                    .body("errors[0].field", equalTo("redirect_url"));
        }
        story.app()
                .body(Map.of("user_verify_url", "https://app.example/other"))
                .post("/v1/accounts/" + account + "/auth-url")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_redirect_url"));
        story.handle(account, Map.of("user_verify_url", "https://app.example/verify"));
    }

    @Test
    void anAddressThatWasJustAllowedIsLookedUp() {
        story.handle(account, Map.of());
        story.describeEnvironment(new JsonArray().add("https://app.example/new"));

        story.handle(account, Map.of("redirect_url", "https://app.example/new"));
    }

    @Test
    void badWishesAreRefused() {
        for (String body : List.of(
                "{\"scopes\":[\"two words\"]}",
                "{\"scopes\":\"mail.send\"}",
                "{\"state\":\"" + "s".repeat(513) + "\"}",
                "{\"login_hint\":\"a\\nb\"}",
                "{\"redirect_uri\":\"https://app.example/done\"}")) {
            story.app()
                    .body(body)
                    .post("/v1/accounts/" + account + "/auth-url")
                    .then()
                    .statusCode(400)
                    .body("code", matchesPattern("invalid_field|unknown_field"));
        }
    }

    @Test
    void aRepeatedRequestGetsTheSameLink() {
        String first = linkWithKey("key-7");

        assertThat(linkWithKey("key-7")).isEqualTo(first);
        assertThat(linkWithKey("key-8")).isNotEqualTo(first);
        story.start(Story.handleIn(first)).statusCode(200);
        assertThat(get(database.worker()
                                .preparedQuery("select answer from idempotency where subject = $1 and key = 'key-7'")
                                .execute(Tuple.of(uuid(account))))
                        .iterator()
                        .next()
                        .getString(0))
                .doesNotContain(Story.handleIn(first));
    }

    @Test
    @DisplayName("H6: an account has few waiting links")
    void anAccountHasFewWaitingLinks() {
        String oldest = story.handle(account, Map.of());
        for (int i = 0; i < 10; i++) {
            story.handle(account, Map.of());
        }

        story.view(oldest).body("state", equalTo("expired"));
    }

    @Test
    @DisplayName(
            "H6: one person is given few links over all accounts, each for one start and one confirmation; others do not feel it")
    void aPersonIsGivenFewLinks() {
        String other = story.account("user_2");
        String elsewhere = story.account("user_1", "work");
        String fill =
                """
                insert into authorization_attempt (id, environment_id, account_id, connection_id, generation, handle_hash, status, link_expires_at,
                                                   created_at)
                select gen_random_uuid(), environment_id, id, connection_id, 100 + n, uuid_send(gen_random_uuid()), 'expired', now(),
                       now() - n * interval '1 second'
                  from account, generate_series(1, 59) n where id = $1
                """;
        get(database.worker().preparedQuery(fill).execute(Tuple.of(uuid(elsewhere))));

        String last = linkWithKey("the-last");
        story.app()
                .post("/v1/accounts/" + account + "/auth-url")
                .then()
                .statusCode(429)
                .body("code", equalTo("rate_limited"))
                .header("Retry-After", "10");
        story.app().post("/v1/accounts/" + elsewhere + "/auth-url").then().statusCode(429);

        assertThat(linkWithKey("the-last")).isEqualTo(last);
        story.start(Story.handleIn(last)).statusCode(200);
        story.start(story.handle(other, Map.of())).statusCode(200);
        get(database.worker()
                .preparedQuery(
                        "update authorization_attempt set created_at = created_at - interval '10 minutes' where account_id = $1")
                .execute(Tuple.of(uuid(elsewhere))));
        story.handle(account, Map.of());
    }

    @Test
    @DisplayName("H9: nobody but the gateway may look at links")
    void nobodyButTheGatewayMayAsk() {
        String handle = story.handle(account, Map.of());
        story.service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of("handle", handle))
                .post("/internal/connect/start")
                .then()
                .statusCode(403)
                .body("code", equalTo("service_not_allowed"));
        story.app()
                .body(Map.of("handle", handle))
                .post("/internal/connect/view")
                .then()
                .statusCode(401);
    }

    private String linkWithKey(String key) {
        return story.app()
                .header("Idempotency-Key", key)
                .post("/v1/accounts/" + account + "/auth-url")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .path("url");
    }

    private void run(String sql) {
        get(database.worker().query(sql).execute());
    }

    private List<String> events() {
        List<String> types = new java.util.ArrayList<>();
        get(database.worker()
                        .preparedQuery("select type from event where key = $1 order by sequence")
                        .execute(Tuple.of(account)))
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    private static UUID uuid(String account) {
        return AccountId.parse(account).value();
    }

    private static <T> T get(io.smallrye.mutiny.Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
