// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.outbox.Outbox;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account whose grant died has one link ready, however often it is asked for and however often the person fails. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ReauthComponentTest {
    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    Authorizations authorizations;

    @Inject
    AuthorizationSweeper sweeper;

    @Inject
    Outbox outbox;

    private Story story;
    private String account;

    @BeforeEach
    void anExpiredAccount() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        account = story.account("user_1");
        sql(
                "update account set status = 'expired', status_reason = 'user_revoked', generation = 1, generation_last = 1 where id = $1");
        get(database.asWorker(tx -> authorizations
                .mintReauth(tx, List.of(AccountId.parse(account)))
                .chain(events -> outbox.append(tx, events))));
    }

    @Test
    void theLinkIsShownAgainAndAgain() {
        String url = reauthUrl();

        assertThat(reauthUrl()).isEqualTo(url);
        story.view(Story.handleIn(url))
                .body("state", equalTo("ready"))
                .body("expires_at", nullValue())
                .body("identifier", equalTo("user_1"));
        story.app()
                .body("{\"reason\":\"manual\"}")
                .post("/v1/accounts/" + account + "/refresh")
                .then()
                .statusCode(409)
                .body("code", equalTo("reauthorization_required"))
                .body("reauth_url", equalTo(url));
    }

    @Test
    void whoFailsFindsTheNextLinkReady() {
        String first = reauthUrl();
        story.start(Story.handleIn(first)).statusCode(200);
        sql("update authorization_attempt set flow_expires_at = now() - interval '1 hour' where account_id = $1");

        get(sweeper.sweepOnce());

        String second = reauthUrl();
        assertThat(second).isNotEqualTo(first);
        story.view(Story.handleIn(first)).body("state", equalTo("used"));
        story.view(Story.handleIn(second)).body("state", equalTo("ready"));
        assertThat(events())
                .containsExactly(
                        "agent-auth.account-created.v1",
                        "agent-auth.authorization-started.v1",
                        "agent-auth.authorization-failed.v1",
                        "agent-auth.authorization-started.v1");
    }

    @Test
    void aLinkOfTheApplicationsOwnDisturbsItNot() {
        String url = reauthUrl();
        story.handle(account, Map.of());

        assertThat(reauthUrl()).isEqualTo(url);
    }

    @Test
    void whenALaterConsentIsInUseTheLinkIsOver() {
        String handle = Story.handleIn(reauthUrl());
        sql(
                "update account set status = 'active', status_reason = null, generation = 3, generation_last = 3 where id = $1");

        get(database.asWorker(tx -> authorizations
                .endSuperseded(tx, List.of(AccountId.parse(account)))
                .chain(events -> outbox.append(tx, events))));

        story.view(handle).body("state", equalTo("expired"));
        story.app().get("/v1/accounts/" + account).then().body("reauth_url", nullValue());
        assertThat(events()).endsWith("agent-auth.authorization-failed.v1");
    }

    @Test
    void disconnectingEndsItForGood() {
        String handle = Story.handleIn(reauthUrl());
        Neighbours.answer("/internal/grants/end", new JsonObject().put("receipts", new JsonArray()));

        story.app().post("/v1/accounts/" + account + "/disconnect").then().statusCode(200);

        story.start(handle).statusCode(410);
        story.app().get("/v1/accounts/" + account).then().body("reauth_url", nullValue());
        assertThat(events()).last().isEqualTo("agent-auth.account-disconnected.v1");
    }

    private String reauthUrl() {
        return story.app()
                .get("/v1/accounts/" + account)
                .then()
                .statusCode(200)
                .body("status", equalTo("expired"))
                .body("status_reason", equalTo("user_revoked"))
                .body("reauth_url", containsString("/connect/"))
                .extract()
                .path("reauth_url");
    }

    private List<String> events() {
        List<String> types = new ArrayList<>();
        get(database.worker()
                        .preparedQuery("select type from event where key = $1 order by sequence")
                        .execute(Tuple.of(account)))
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    private void sql(String statement) {
        get(database.worker()
                .preparedQuery(statement)
                .execute(Tuple.of(AccountId.parse(account).value())));
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
