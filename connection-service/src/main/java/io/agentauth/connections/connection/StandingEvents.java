// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.database.Database;
import io.agentauth.events.ConnectionResumed;
import io.agentauth.events.ConnectionSuspended;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.outbox.EventSubscriber;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Notes which connections token-refresher does not use because the provider refuses them. The last word about one counts; twice harms nothing. */
@ApplicationScoped
class StandingEvents implements EventSubscriber {
    private static final String NOTE =
            """
            update connection c set suspended_reason = n.reason
              from unnest($1::uuid[], $2::text[], $3::bigint[]) as n(id, reason, version)
             where c.id = n.id and c.version <= n.version
            """;

    private final Database database;

    @Inject
    StandingEvents(Database database) {
        this.database = database;
    }

    /** What is said about a connection of that version; no reason: it is used again. */
    private record Standing(@Nullable String reason, long version) {}

    @Override
    public String consumer() {
        return "connection-service.connections";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.CONNECTIONS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        Map<UUID, Standing> last = new LinkedHashMap<>();
        for (PublishedEvent event : events) {
            if (event.data() instanceof ConnectionSuspended suspended) {
                last.put(suspended.connectionId().value(), new Standing(suspended.reason(), suspended.version()));
            } else if (event.data() instanceof ConnectionResumed resumed) {
                last.put(resumed.connectionId().value(), new Standing(null, resumed.version()));
            }
        }
        return last.isEmpty() ? Uni.createFrom().voidItem() : database.asWorker(tx -> note(tx, last));
    }

    private static Uni<Void> note(SqlConnection tx, Map<UUID, Standing> last) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(last.keySet().toArray(UUID[]::new))
                        .addArrayOfString(
                                last.values().stream().map(Standing::reason).toArray(String[]::new))
                        .addArrayOfLong(
                                last.values().stream().map(Standing::version).toArray(Long[]::new)))
                .replaceWithVoid();
    }
}
