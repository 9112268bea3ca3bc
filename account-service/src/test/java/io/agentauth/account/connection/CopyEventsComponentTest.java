// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.events.Actor;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.events.ConnectionResumed;
import io.agentauth.events.ConnectionSuspended;
import io.agentauth.events.ConnectionUpdated;
import io.agentauth.events.PublishedEvent;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.problems.ProblemException;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
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
class CopyEventsComponentTest {
    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    Connections connections;

    @Inject
    ConnectionEvents events;

    private Story story;

    @BeforeEach
    void aCopy() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void aCopyIsTakenAsItIsUntilAnEventSaysThatItIsOld() {
        story.describeConnection(2);
        assertThat(version()).isEqualTo(1);

        receive(updated(2));

        assertThat(version()).isEqualTo(2);
        receive(updated(1));
        Neighbours.ANSWERS.put("/internal/connections/get", _ -> Future.failedFuture("away"));
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void aDeletedConnectionIsNoneEvenIfItsOwnerIsAway() {
        receive(new ConnectionDeleted(story.environment, story.connection, "emulated", 2, Actor.SYSTEM));

        assertThatThrownBy(this::version).isInstanceOf(ProblemException.class);
    }

    @Test
    void suspensionsComeAndGoEachOnce() {
        PublishedEvent suspended = published(
                new ConnectionSuspended(story.environment, story.connection, "emulated", 1, "client_invalid"));
        PublishedEvent resumed =
                published(new ConnectionResumed(story.environment, story.connection, "emulated", 1, "accepted"));

        get(events.receive(List.of(suspended)));
        assertThat(isSuspended()).isTrue();
        get(events.receive(List.of(resumed)));
        get(events.receive(List.of(suspended)));
        assertThat(isSuspended()).isFalse();
    }

    @Test
    void anEventOfAnotherEnvironmentChangesNothing() {
        receive(new ConnectionSuspended(EnvironmentId.next(), story.connection, "emulated", 1, "client_invalid"));
        receive(new ConnectionDeleted(EnvironmentId.next(), story.connection, "emulated", 1, Actor.SYSTEM));

        assertThat(isSuspended()).isFalse();
        assertThat(version()).isEqualTo(1);
    }

    private AgentAuthEvent updated(long version) {
        return new ConnectionUpdated(story.environment, story.connection, "emulated", version, Actor.SYSTEM);
    }

    private long version() {
        return get(connections.require(story.environment, story.connection)).version();
    }

    private boolean isSuspended() {
        return get(database.worker()
                                .preparedQuery("select from connection_suspension where connection_id = $1")
                                .execute(Tuple.of(story.connection.value())))
                        .size()
                > 0;
    }

    private void receive(AgentAuthEvent event) {
        get(events.receive(List.of(published(event))));
    }

    private static PublishedEvent published(AgentAuthEvent event) {
        return new PublishedEvent(EventId.next(), Instant.now(), "/agent-auth/test", event.key(), 1, null, event);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
