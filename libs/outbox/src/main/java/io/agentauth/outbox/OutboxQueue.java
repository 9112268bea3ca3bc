// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The relay's SQL. Each call is a transaction of its own: nothing is held open while Kafka is spoken to. */
@ApplicationScoped
class OutboxQueue {
    private static final String HOLD =
            """
            update relay_shard set owner = $1, until = clock_timestamp() + $2 * interval '1 millisecond'
             where shard in (
                select shard from relay_shard where owner = $1 or until < clock_timestamp() for update skip locked)
            returning shard
            """;
    private static final String RELEASE = "update relay_shard set owner = null, until = '-infinity' where owner = $1";
    private static final String READ =
            """
            select o.position, e.id, e.environment_id, e.topic, e.key, e.sequence, e.type, e.causation_id, e.occurred_at, e.data, o.traceparent
              from outbox o join event e on e.id = o.event_id
             where o.shard = any($1)
             order by o.position
             limit $2
            """;
    private static final String DELETE = "delete from outbox where position = any($1)";
    private static final String LENGTH =
            """
            select count(*), coalesce(extract(epoch from clock_timestamp() - min(e.occurred_at)), 0)::float8
              from (select event_id from outbox order by position limit 100000) o join event e on e.id = o.event_id
            """;
    // Identifiers are made in the order of time, so the oldest are found by the primary key. What waits to be published
    // is kept, however old.
    private static final String FORGET_PUBLISHED =
            """
            with oldest as materialized (select id from event order by id limit $2)
            delete from event e using oldest o
             where e.id = o.id and e.occurred_at < clock_timestamp() - $1 * interval '1 second'
               and not exists (select from outbox q where q.event_id = e.id)
            """;
    private static final String FORGET_RECEIVED =
            """
            delete from inbox where ctid = any(array(
                select ctid from inbox where received_at < clock_timestamp() - $1 * interval '1 second' limit $2))
            """;

    private final Pool pool;

    @Inject
    OutboxQueue(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** How much waits, and since when. The length is counted up to 100,000. */
    record Length(long events, double oldestSeconds) {}

    /** Takes every shard that nobody holds and renews those that {@code owner} holds; by the database's clock. */
    Uni<List<Short>> hold(UUID owner, Duration lease) {
        return pool.preparedQuery(HOLD)
                .execute(Tuple.of(owner, lease.toMillis()))
                .map(rows -> list(rows).stream().map(row -> row.getShort(0)).toList());
    }

    /** Gives all shards of {@code owner} to whoever comes next. */
    Uni<Void> release(UUID owner) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(owner)).replaceWithVoid();
    }

    /** The oldest events of the shards, in the order of the queue. */
    Uni<List<Queued>> read(Collection<Short> shards, int limit) {
        return pool.preparedQuery(READ)
                .execute(Tuple.tuple()
                        .addArrayOfShort(shards.toArray(Short[]::new))
                        .addInteger(limit))
                .map(rows -> list(rows).stream().map(Queued::from).toList());
    }

    /** Takes from the queue what the broker has acknowledged. */
    Uni<Void> delete(Collection<Long> positions) {
        return pool.preparedQuery(DELETE)
                .execute(Tuple.tuple().addArrayOfLong(positions.toArray(Long[]::new)))
                .replaceWithVoid();
    }

    Uni<Length> length() {
        return pool.preparedQuery(LENGTH)
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> new Length(row.getLong(0), row.getDouble(1)));
    }

    /** Forgets the oldest events that are published, {@code limit} at most; says how many. */
    Uni<Integer> forgetPublished(Duration kept, int limit) {
        return forget(FORGET_PUBLISHED, kept, limit);
    }

    /** Forgets the inbox's oldest, {@code limit} at most; says how many. */
    Uni<Integer> forgetReceived(Duration kept, int limit) {
        return forget(FORGET_RECEIVED, kept, limit);
    }

    private Uni<Integer> forget(String delete, Duration kept, int limit) {
        return pool.preparedQuery(delete)
                .execute(Tuple.of(kept.toSeconds(), limit))
                .map(SqlResult::rowCount);
    }

    private static List<Row> list(RowSet<Row> rows) {
        List<Row> list = new ArrayList<>(rows.size());
        rows.forEach(list::add);
        return list;
    }
}
