// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.testkit.Endpoint;
import io.agentauth.testkit.ServersResource;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An action whose request names a key is done once and answered the same, whatever happened to the account meanwhile. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class IdempotentActionComponentTest {
    private static final String RENEW = "/internal/grants/renew";
    private static final String END = "/internal/grants/end";
    private static final String PROBE = "/internal/grants/probe";
    private static final String NOTHING = "{}";

    @Inject
    Accounts accounts;

    @Inject
    Database database;

    @Inject
    Migration migration;

    private Story story;
    private Account account;

    @BeforeEach
    void anActiveAccount() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        account = accounts.active(story.environment, "token", Duration.ofMinutes(1), Duration.ofHours(1));
        Neighbours.answer(RENEW, new JsonObject().put("result", "renewed"));
        Neighbours.answer(END, receipts("revoked"));
        Neighbours.answer(PROBE, new JsonObject().put("held", "yes"));
    }

    @Test
    void everyActionIsAnsweredTheSameAndDoneOnce() {
        String paused = act("pause", "p", NOTHING).statusCode(200).extract().asString();
        String resumed = act("resume", "r", NOTHING).statusCode(200).extract().asString();
        String checked = act("check", "c", NOTHING).statusCode(200).extract().asString();
        String refreshed = act("refresh", "f", "{\"reason\":\"rejected\"}")
                .statusCode(200)
                .extract()
                .asString();
        String ended = act("disconnect", "d", NOTHING).statusCode(200).extract().asString();
        Neighbours.answer(PROBE, new JsonObject().put("held", "no"));
        Neighbours.answer(END, receipts("failed"));

        same("pause", "p", NOTHING, paused);
        same("resume", "r", NOTHING, resumed);
        same("check", "c", NOTHING, checked);
        same("refresh", "f", "{\"reason\":\"rejected\"}", refreshed);
        same("disconnect", "d", NOTHING, ended);

        assertThat(new JsonObject(paused).getString("status")).isEqualTo("paused");
        assertThat(new JsonObject(checked).getString("held")).isEqualTo("yes");
        assertThat(List.of(RENEW, END, PROBE))
                .allSatisfy(path -> assertThat(seenOfAccount(path)).as(path).hasSize(1));
        assertThat(events())
                .containsExactly(
                        "agent-auth.account-paused.v1",
                        "agent-auth.account-resumed.v1",
                        "agent-auth.account-disconnected.v1");
    }

    @Test
    @DisplayName("H5: every POST is answered the same although what it made, and what it needed, is gone")
    void everyPostIsAnsweredTheSameAfterTheEnd() {
        String id = new JsonObject(post("/v1/accounts", JsonObject.mapFrom(story.wanted("user")))).getString("id");
        Map<String, JsonObject> calls = new LinkedHashMap<>();
        calls.put("/v1/accounts", JsonObject.mapFrom(story.wanted("user")));
        calls.put("/v1/accounts/{id}/auth-url", new JsonObject().put("redirect_url", Story.RETURN_URL));
        calls.put("/v1/accounts/{id}/check", new JsonObject());
        accounts.sql(
                "update account set status = 'active', generation = 1, generation_last = 1 where id = $1",
                Tuple.of(AccountId.parse(id).value()));
        accounts.putToken(
                new Account(story.environment, AccountId.parse(id), story.connection),
                "token",
                1,
                Duration.ofMinutes(1),
                Duration.ofHours(1));
        for (String action : List.of("refresh", "pause", "resume", "disconnect")) {
            calls.put("/v1/accounts/{id}/" + action, new JsonObject());
        }
        calls.put(
                "/v1/revocations",
                new JsonObject().put("connection_id", account.connection().toString()));
        // The proof that a verification takes comes from a browser: VerificationComponentTest has it.
        // Keysets are exchanged by the installation key: KeysComponentTest has that.
        // A code for another browser is never kept: asked for again it is another one, and the one before ends.
        assertThat(Endpoint.publicOnes().stream()
                        .filter(endpoint -> endpoint.verb().equals("POST"))
                        .map(Endpoint::path)
                        .filter(path -> !Set.of(
                                        "/v1/authorizations/verify", "/v1/keys/rotate", "/v1/accounts/{id}/device-code")
                                .contains(path)))
                .containsExactlyInAnyOrderElementsOf(calls.keySet());
        Map<String, String> first = new LinkedHashMap<>();
        calls.forEach((path, body) -> first.put(path, post(path.replace("{id}", id), body)));

        story.describeEnvironment(new JsonArray());
        story.app().delete("/v1/accounts/" + id).then().statusCode(200);
        Neighbours.ANSWERS.remove("/internal/connections/get");
        accounts.sql("delete from connection_copy where connection_id = $1", Tuple.of(story.connection.value()));

        calls.forEach((path, body) -> assertThat(new JsonObject(post(path.replace("{id}", id), body)))
                .as(path)
                .isEqualTo(new JsonObject(first.get(path))));
        story.app().get("/v1/accounts/" + id).then().statusCode(404);
    }

    @Test
    @DisplayName("H5: the same key with anything else is a conflict")
    void theSameKeyWithAnythingElseIsAConflict() {
        act("refresh", "k", "{\"reason\":\"rejected\"}").statusCode(200);

        conflict(account, "refresh", NOTHING);
        conflict(account, "refresh", "{\"reason\":\"rejected\",\"slot\":\"main\"}");
        for (String action : List.of("pause", "resume", "check", "disconnect")) {
            conflict(account, action, NOTHING);
        }
        Account other = accounts.active(story.environment, "token", Duration.ofMinutes(1), Duration.ofHours(1));
        conflict(other, "refresh", "{\"reason\":\"rejected\"}");
        // Without a body is the same as with an empty one.
        act("pause", "p", NOTHING).statusCode(200);
        story.app()
                .header("Idempotency-Key", "p")
                .post(path(account, "pause"))
                .then()
                .statusCode(200);
        act("pause", "a key", NOTHING).statusCode(400);
        assertThat(Neighbours.seen(RENEW)).hasSize(1);
    }

    @Test
    void whatWasRefusedIsNotRemembered() {
        accounts.sql("update account set status = 'pending_auth' where id = $1", Tuple.of(uuid()));
        act("pause", "k", NOTHING).statusCode(409).body("code", equalTo("account_not_active"));
        act("refresh", "l", NOTHING).statusCode(409);
        accounts.sql("update account set status = 'active' where id = $1", Tuple.of(uuid()));

        act("refresh", "l", NOTHING).statusCode(200);
        act("pause", "k", NOTHING).statusCode(200);
    }

    @Test
    void aRefreshThatGotNoAnswerGoesOnWithTheTokenThatItBeganWith() {
        Neighbours.ANSWERS.put(RENEW, _ -> Future.failedFuture("away"));
        act("refresh", "k", NOTHING).statusCode(503);
        // It was renewed all the same.
        accounts.putToken(account, "newer", 2, Duration.ofSeconds(1), Duration.ofHours(1));
        Neighbours.answer(RENEW, new JsonObject().put("result", "current"));

        act("refresh", "k", NOTHING).statusCode(200);
        act("refresh", "k", NOTHING).statusCode(200);

        assertThat(Neighbours.seen(RENEW))
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.body().getLong("version")).isEqualTo(1));
        act("refresh", "another", NOTHING).statusCode(200);
        assertThat(Neighbours.seen(RENEW).getLast().body().getLong("version")).isEqualTo(2);
    }

    @Test
    @DisplayName("H5: a request whose answer a crash took is not done twice")
    void aDisconnectionWhoseAnswerACrashTookDisturbsNoLaterConsent() {
        act("disconnect", "k", NOTHING).statusCode(200);
        forgetAnswer("k");
        accounts.sql(
                "update account set status = 'active', generation = 2, generation_last = 2 where id = $1",
                Tuple.of(uuid()));

        act("disconnect", "k", NOTHING)
                .statusCode(200)
                .body("status", equalTo("disconnected"))
                .body("receipts[0].status", equalTo("revoked"));

        assertThat(seenOfAccount(END)).hasSize(2).allSatisfy(seen -> assertThat(
                        seen.body().getLong("up_to_generation"))
                .isEqualTo(1));
        story.app().get("/v1/accounts/" + account.id()).then().body("status", equalTo("active"));
        assertThat(events()).containsExactly("agent-auth.account-disconnected.v1");
    }

    @Test
    void ofManyThatComeAtOnceOneIsDoneAndAllAreAnsweredTheSame() {
        List<CompletableFuture<String>> answers = IntStream.range(0, 6)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> act("disconnect", "k", NOTHING)
                        .statusCode(200)
                        .extract()
                        .asString()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(events()).containsExactly("agent-auth.account-disconnected.v1");
    }

    @Test
    void aKeptAnswerHoldsNoLinkAndIsErasedWithItsAccount() {
        accounts.sql(
                "update account set status = 'expired', generation_reauth = 2, generation_last = 2 where id = $1",
                Tuple.of(uuid()));
        String first = act("check", "k", NOTHING).statusCode(200).extract().path("account.reauth_url");

        act("check", "k", NOTHING).statusCode(200).body("account.reauth_url", equalTo(first));

        String kept = accounts.sql("select i::text from idempotency i where subject = $1", Tuple.of(uuid()))
                .getFirst()
                .getString(0);
        assertThat(kept).doesNotContain(Story.handleIn(first));
        story.app()
                .delete("/v1/accounts/" + account.id() + "?erase=true")
                .then()
                .statusCode(200);
        assertThat(accounts.sql("select from idempotency where subject = $1", Tuple.of(uuid())))
                .isEmpty();
    }

    /** As if the process had died between the commit and the answer. */
    private void forgetAnswer(String key) {
        var _ = Accounts.get(database.inEnvironment(
                story.environment, tx -> tx.preparedQuery("update idempotency set answer = null where key = $1")
                        .execute(Tuple.of(key))));
    }

    private ValidatableResponse act(String action, String key, String body) {
        return act(account, action, key, body);
    }

    private ValidatableResponse act(Account on, String action, String key, String body) {
        return story.app()
                .header("Idempotency-Key", key)
                .body(body)
                .post(path(on, action))
                .then();
    }

    private String post(String path, JsonObject body) {
        return story.app("accounts:read", "accounts:write", "admin")
                .header("Idempotency-Key", path)
                .body(body.encode())
                .post(path)
                .then()
                .statusCode(path.equals("/v1/accounts") ? 201 : path.equals("/v1/revocations") ? 202 : 200)
                .extract()
                .asString();
    }

    /** Not what a sweep still asks for an account of a test before. */
    private List<Neighbours.Seen> seenOfAccount(String path) {
        return Neighbours.seen(path).stream()
                .filter(seen -> account.id().toString().equals(seen.body().getString("account_id")))
                .toList();
    }

    private static String path(Account on, String action) {
        return "/v1/accounts/" + on.id() + "/" + action;
    }

    private void same(String action, String key, String body, String answer) {
        assertThat(new JsonObject(
                        act(action, key, body).statusCode(200).extract().asString()))
                .isEqualTo(new JsonObject(answer));
    }

    private void conflict(Account on, String action, String body) {
        act(on, action, "k", body).statusCode(409).body("code", equalTo("idempotency_conflict"));
    }

    private java.util.UUID uuid() {
        return account.id().value();
    }

    private List<String> events() {
        return accounts
                .sql(
                        "select type from event where key = $1 order by sequence",
                        Tuple.of(account.id().toString()))
                .stream()
                .map(row -> row.getString(0))
                .toList();
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
}
