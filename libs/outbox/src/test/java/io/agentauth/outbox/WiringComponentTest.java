// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EventId;
import io.agentauth.testkit.ServersResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The library as a service has it: beans, configuration, and a database that is not migrated yet when the process starts. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "wiring"))
class WiringComponentTest {
    @Inject
    Outbox outbox;

    @Inject
    Inbox inbox;

    @Inject
    Pool app;

    @Inject
    @ReactiveDataSource("worker")
    Pool worker;

    @Inject
    Accounts accounts;

    @Inject
    MeterRegistry metrics;

    @Inject
    Event<TablesReady> ready;

    @ConfigProperty(name = "DATABASE_URL_JDBC")
    String url;

    @ConfigProperty(name = "DATABASE_OWNER_USER")
    String owner;

    @ConfigProperty(name = "DATABASE_OWNER_PASSWORD")
    String password;

    @ConfigProperty(name = "DATABASE_APP_USER")
    String appUser;

    @ConfigProperty(name = "DATABASE_WORKER_USER")
    String workerUser;

    /** A subscriber as services write them. */
    @ApplicationScoped
    static class Accounts implements EventSubscriber {
        private final ConcurrentLinkedQueue<PublishedEvent> seen = new ConcurrentLinkedQueue<>();

        @Override
        public String consumer() {
            return "test-service.accounts";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.of(Topic.ACCOUNTS);
        }

        @Override
        public Uni<Void> receive(List<PublishedEvent> events) {
            seen.addAll(events);
            return Uni.createFrom().voidItem();
        }

        List<PublishedEvent> about(AccountId account) {
            return seen.stream()
                    .filter(event -> event.subject().equals(account.toString()))
                    .toList();
        }
    }

    @Test
    void aCommittedEventReachesASubscriber() throws Exception {
        // Given
        migrate();
        ready.fire(new TablesReady());
        AccountId account = AccountId.next();

        // When
        List<EventId> ids =
                OutboxFixture.await(app.withTransaction(tx -> outbox.append(tx, OutboxFixture.events(account, 1, 3))));

        // Then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(accounts.about(account))
                .extracting(PublishedEvent::id)
                .containsExactlyElementsOf(ids));
        assertThat(accounts.about(account).getFirst().source()).isEqualTo("/agent-auth/test-service");
        List<EventId> claimed = OutboxFixture.await(worker.withTransaction(tx -> inbox.claimNew(tx, "test", ids)));
        assertThat(claimed).isEqualTo(ids);
        assertThat(metrics.find("agentauth.outbox.queued").gauge()).isNotNull();
    }

    private void migrate() throws Exception {
        migrate("V1__outbox.sql");
        migrate("V2__traceparent.sql");
    }

    private void migrate(String file) throws Exception {
        try (var in = Outbox.class.getResourceAsStream("/db/outbox/" + file);
                Connection connection = DriverManager.getConnection(url, owner, password);
                var statement = connection.createStatement()) {
            statement.execute(new String(in.readAllBytes(), UTF_8)
                    .replace("${app}", appUser)
                    .replace("${worker}", workerUser));
        }
    }
}
