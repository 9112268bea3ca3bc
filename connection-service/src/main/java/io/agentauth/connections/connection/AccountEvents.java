// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.database.Database;
import io.agentauth.events.AccountCreated;
import io.agentauth.events.AccountDeleted;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.ids.EventId;
import io.agentauth.outbox.EventSubscriber;
import io.agentauth.outbox.Inbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Counts the accounts of each connection, so that one in use is not deleted by mistake. An event counts once. */
@ApplicationScoped
class AccountEvents implements EventSubscriber {
    private static final String COUNT =
            """
            insert into connection_usage as u (connection_id, environment_id, accounts)
            select * from unnest($1::uuid[], $2::uuid[], $3::bigint[])
            on conflict (connection_id) do update set accounts = u.accounts + excluded.accounts
            """;

    private final Database database;
    private final Inbox inbox;

    @Inject
    AccountEvents(Database database, Inbox inbox) {
        this.database = database;
        this.inbox = inbox;
    }

    /** How many accounts came or went. */
    private record Step(UUID connection, UUID environment, long accounts) {
        Step plus(Step other) {
            return new Step(connection, environment, accounts + other.accounts);
        }
    }

    @Override
    public String consumer() {
        return "connection-service.accounts";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.ACCOUNTS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        List<PublishedEvent> counting = events.stream()
                .filter(event -> event.data() instanceof AccountCreated || event.data() instanceof AccountDeleted)
                .toList();
        return counting.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.asWorker(tx -> inbox.claimNew(
                                tx,
                                consumer(),
                                counting.stream().map(PublishedEvent::id).toList())
                        .chain(fresh -> count(tx, counting, new HashSet<>(fresh))));
    }

    private static Uni<Void> count(SqlConnection tx, List<PublishedEvent> events, Set<EventId> fresh) {
        // By connection and in its order: two consumers that share connections cannot wait for each other.
        Map<UUID, Step> steps = new TreeMap<>();
        for (PublishedEvent event : events) {
            if (fresh.remove(event.id())) {
                Step step = step(event);
                steps.merge(step.connection(), step, Step::plus);
            }
        }
        List<Step> all = new ArrayList<>(steps.values());
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(COUNT)
                        .execute(Tuple.tuple()
                                .addArrayOfUUID(
                                        all.stream().map(Step::connection).toArray(UUID[]::new))
                                .addArrayOfUUID(
                                        all.stream().map(Step::environment).toArray(UUID[]::new))
                                .addArrayOfLong(all.stream().map(Step::accounts).toArray(Long[]::new)))
                        .replaceWithVoid();
    }

    private static Step step(PublishedEvent event) {
        UUID environment = event.data().environmentId().value();
        return event.data() instanceof AccountCreated created
                ? new Step(created.connectionId().value(), environment, 1)
                : new Step(((AccountDeleted) event.data()).connectionId().value(), environment, -1);
    }
}
