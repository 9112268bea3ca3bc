// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.ConnectionId;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Grants that wait for their connection, moved along the schedule in bulk. */
@ApplicationScoped
public class Waiting {
    // Spread over as much time again as they wait, a minute at most.
    private static final String MOVE =
            """
            update "grant" as g
               set next_try_at = statement_timestamp() + (b.pause + random() * least(60000, b.pause)) * interval '1 millisecond'
              from (
                select id, connection_id from "grant"
                 where status = 'live' and next_try_at <= statement_timestamp() and connection_id = any($1)
                   and (lease_until is null or lease_until < statement_timestamp())
                 order by next_try_at limit $3 for no key update skip locked
              ) as due join unnest($1::uuid[], $2::bigint[]) as b (connection_id, pause) on b.connection_id = due.connection_id
             where g.id = due.id
            """;
    private static final String SPREAD =
            """
            update "grant" set next_try_at = statement_timestamp() + random() * $2 * interval '1 millisecond'
             where connection_id = $1 and status = 'live' and failures > 0 and reason is distinct from 'provider_storm'
               and (lease_until is null or lease_until < statement_timestamp())
               and (next_try_at > statement_timestamp() + $2 * interval '1 millisecond'
                    or (health = 'exhausted' and next_try_at is null and refresh_token is not null))
            """;

    private final Pool pool;

    @Inject
    Waiting(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** Moves up to {@code limit} due grants of each blocked connection to when it may go on. */
    public Uni<Void> move(Map<ConnectionId, Duration> blocked, int limit) {
        Tuple parameters = Columns.of(List.copyOf(blocked.entrySet()))
                .uuid(entry -> entry.getKey().value())
                .millis(Map.Entry::getValue)
                .tuple()
                .addLong((long) limit);
        return pool.preparedQuery(MOVE).execute(parameters).replaceWithVoid();
    }

    /** The connection works again: its failing grants, also those that were given up, are tried within {@code span} (rule R17). */
    public Uni<Void> spread(ConnectionId connection, Duration span) {
        return pool.preparedQuery(SPREAD)
                .execute(Tuple.of(connection.value(), span.toMillis()))
                .replaceWithVoid();
    }
}
