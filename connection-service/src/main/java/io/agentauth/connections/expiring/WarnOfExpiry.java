// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.events.Actor;
import io.agentauth.events.ApiKeyExpiring;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells of API keys that end soon: each once, whatever number of replicas looks, because the event and the note that it was told are one
 * transaction. A key that was made for less time than the notice is not told of.
 */
@ApplicationScoped
public class WarnOfExpiry {
    private static final Logger LOG = Logger.getLogger(WarnOfExpiry.class);
    private static final int BATCH = 100;
    private static final String CLAIM =
            """
            update api_key set expiry_told_at = now()
             where id in (select id from api_key
                           where expiry_told_at is null and revoked_at is null and environment_id is not null
                             and expires_at > now() and expires_at <= now() + $1 * interval '1 second'
                             and expires_at - created_at > $1 * interval '1 second'
                           order by expires_at limit $2 for update skip locked)
            returning id, environment_id, expires_at
            """;

    private final Database database;
    private final Migration migration;
    private final Outbox outbox;
    private final KeyConfig config;
    private final Counter told;

    @Inject
    WarnOfExpiry(Database database, Migration migration, Outbox outbox, KeyConfig config, MeterRegistry metrics) {
        this.database = database;
        this.migration = migration;
        this.outbox = outbox;
        this.config = config;
        told = metrics.counter("agentauth.keys.expiring");
    }

    @Scheduled(every = "${agent-auth.key.expiry-every:1m}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return migration.isDone()
                ? warn().onFailure()
                        .invoke(failure -> LOG.warn("Keys that end soon were not told of, and will be", failure))
                        .onFailure()
                        .recoverWithItem(0)
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Tells of a batch; how many there were. */
    public Uni<Integer> warn() {
        return database.asWorker(tx ->
                        claim(tx).call(events -> outbox.append(tx, events)).map(List::size))
                .invoke(count -> told.increment(count));
    }

    private Uni<List<NewEvent>> claim(SqlConnection tx) {
        return tx.preparedQuery(CLAIM)
                .execute(Tuple.of((double) config.expiryNotice().toSeconds(), BATCH))
                .map(rows -> Rows.list(
                        rows,
                        row -> NewEvent.of(new ApiKeyExpiring(
                                new EnvironmentId(row.getUUID("environment_id")),
                                new ApiKeyId(row.getUUID("id")),
                                Rows.time(row, "expires_at"),
                                Actor.SYSTEM))));
    }
}
