// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.retention;

import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Deletes what was kept for long enough and is chained, in small batches from the oldest end. Every replica does; of two that
 * meet, the later one finds nothing left.
 */
@ApplicationScoped
class Forget {
    private static final Logger LOG = Logger.getLogger(Forget.class);

    // Each looks at the oldest rows only, whatever the size of the table.
    private static final String ACCESS_RECORDS =
            """
            with oldest as materialized (select xid, id from access_record order by xid, id limit $2)
            delete from access_record r using oldest o
             where r.xid = o.xid and r.id = o.id and r.read_at < now() - $1 * interval '1 second'
               and (r.xid, r.id) <= (select t.xid, t.id from access_tail t)
               and (r.xid, r.id) <= (select t.reads_xid, t.reads_id from trail_tail t)
            """;
    private static final String EVENTS =
            """
            with oldest as materialized (select position from event_log order by position limit $2)
            delete from event_log e using oldest o
             where e.position = o.position and e.occurred_at < now() - $1 * interval '1 second'
               and e.position <= (select t.events_to from trail_tail t)
            """;

    private final Database database;
    private final Migration migration;
    private final RetentionConfig config;

    @Inject
    Forget(Database database, Migration migration, RetentionConfig config) {
        this.database = database;
        this.migration = migration;
        this.config = config;
    }

    @Scheduled(every = "${agent-auth.retention.every:1m}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> turn() {
        return migration.isDone()
                ? forget().onFailure()
                        .invoke(failure -> LOG.warnf("What is too old cannot be deleted now: %s", failure.toString()))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Deletes batch by batch while there is something to delete, and not without end. Says how many rows went. */
    Uni<Integer> forget() {
        return oldest(ACCESS_RECORDS, config.accessRecords())
                .chain(records -> oldest(EVENTS, config.events()).map(events -> records + events));
    }

    private Uni<Integer> oldest(String delete, Duration kept) {
        AtomicInteger batches = new AtomicInteger();
        return database.worker()
                .preparedQuery(delete)
                .execute(Tuple.of((double) kept.toSeconds(), config.batch()))
                .map(SqlResult::rowCount)
                .repeat()
                .whilst(gone -> gone > 0 && batches.incrementAndGet() < config.batchesMax())
                .collect()
                .with(Collectors.summingInt(gone -> gone));
    }
}
