// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.events.Actor;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.events.EnvironmentDeleted;
import io.agentauth.events.PublishedEvent;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EventId;
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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class OwnerEventsComponentTest {
    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    OwnerEvents owners;

    private Story story;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        Neighbours.answer("/internal/grants/end", new JsonObject().put("receipts", new JsonArray()));
    }

    @Test
    void aDeletedConnectionTakesItsAccountsAlong() {
        String id = story.account("user_1");
        get(database.worker()
                .preparedQuery(
                        "update account set status = 'active', generation = 1, generation_last = 1 where id = $1")
                .execute(Tuple.of(AccountId.parse(id).value())));
        story.account("user_2");
        AgentAuthEvent deleted =
                new ConnectionDeleted(story.environment, story.connection, "emulated", 2, Actor.SYSTEM);

        receive(deleted);
        receive(deleted);

        story.app().get("/v1/accounts?status=revoked").then().body("data", hasSize(2));
        story.app().get("/v1/accounts/" + id).then().body("status_reason", equalTo("admin_disconnect"));
        assertThat(get(database.worker()
                                .preparedQuery(
                                        "select * from event where key = $1 and type = 'agent-auth.account-revoked.v1'")
                                .execute(Tuple.of(id)))
                        .size())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Neighbours.seen("/internal/grants/end"))
                .isNotEmpty());
    }

    @Test
    void aDeletedEnvironmentEndsItsAccountsAndNoOthers() {
        story.account("user_1");
        Story other = Story.begin();
        other.account("user_1");

        receive(new EnvironmentDeleted(story.environment, 2, Actor.SYSTEM));

        story.app().get("/v1/accounts?status=revoked").then().body("data", hasSize(1));
        other.app().get("/v1/accounts?status=revoked").then().body("data", hasSize(0));
    }

    private void receive(AgentAuthEvent event) {
        get(owners.receive(List.of(new PublishedEvent(
                EventId.next(), Instant.now(), "/agent-auth/connection-service", event.key(), 1, null, event))));
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
