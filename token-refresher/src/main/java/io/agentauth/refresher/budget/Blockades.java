// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import io.agentauth.ids.ConnectionId;
import io.agentauth.refresher.grant.Columns;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Connections that must not ask their token endpoint now: the provider said Retry-After, or the connection is suspended. Stored, so that
 * every replica and a restart keep to it (I14); read once a second.
 */
@ApplicationScoped
class Blockades {
    private static final String TOKEN_ENDPOINT = "token";
    private static final Duration SUSPENDED = Duration.ofSeconds(60);

    private static final String LIMIT =
            """
            insert into endpoint_limit as e (connection_id, endpoint, limited_until)
            values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
            on conflict (connection_id, endpoint) do update set limited_until = greatest(e.limited_until, excluded.limited_until)
            """;
    private static final String READ =
            """
            select connection_id, (extract(epoch from limited_until - statement_timestamp()) * 1000)::bigint as wait
              from endpoint_limit where endpoint = $1 and limited_until > statement_timestamp()
            union all
            select connection_id, null from connection_copy where suspended_at is not null or deleted
            """;

    private final Pool pool;

    @Inject
    Blockades(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    Uni<Void> limit(ConnectionId connection, Duration wait) {
        return pool.preparedQuery(LIMIT)
                .execute(Tuple.of(connection.value(), TOKEN_ENDPOINT, wait.toMillis()))
                .replaceWithVoid();
    }

    /** Who is blocked, and for how long still. */
    Uni<Map<ConnectionId, Duration>> read() {
        return pool.preparedQuery(READ).execute(Tuple.of(TOKEN_ENDPOINT)).map(rows -> {
            Map<ConnectionId, Duration> blocked = new HashMap<>();
            Columns.list(
                    rows,
                    row -> blocked.merge(
                            new ConnectionId(row.getUUID("connection_id")),
                            wait(row),
                            (one, other) -> one.compareTo(other) > 0 ? one : other));
            return blocked;
        });
    }

    private static Duration wait(Row row) {
        Long millis = row.getLong("wait");
        return millis == null ? SUSPENDED : Duration.ofMillis(millis);
    }
}
