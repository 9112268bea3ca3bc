// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** What has to be done to grants and attempts now and then, and how much waits. */
@ApplicationScoped
public class Upkeep {
    private static final String EXPIRE =
            """
            update "grant" as g set status = 'dead', reason = 'no_refresh_token', next_try_at = null, updated_at = clock_timestamp()
             where id in (select id from "grant" where status = 'live' and refresh_token is null and next_try_at <= statement_timestamp()
                           order by next_try_at limit $1 for no key update skip locked)
            returning g.provider, %s
            """
                    .formatted(StoredToken.COLUMNS);
    private static final String FORGET =
            """
            delete from attempt where ctid = any(array(
                select ctid from attempt where created_at < statement_timestamp() - $1 * interval '1 millisecond'
                    and resolved_at is not null and kind = 'refresh' limit 5000))
            """;
    private static final String MEASURE =
            """
            select coalesce((select extract(epoch from statement_timestamp() - min(next_try_at))::float8 from "grant"
                              where status = 'live' and next_try_at <= statement_timestamp()), 0) as lag,
                   (select count(*) from (select from attempt
                              where resolved_at is null and deadline <= statement_timestamp() limit 10000) as overdue) as unresolved
            """;

    private final Pool pool;

    @Inject
    Upkeep(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** How long the longest waiting due grant waits, and how many attempts are overdue (counted up to 10,000). */
    public record Backlog(double lagSeconds, long unresolved) {}

    /** A grant whose access token ended and which cannot be renewed. */
    public record Expired(StoredToken token, String provider) {}

    /** Ends grants without a refresh token whose access token has expired, in the caller's transaction. */
    public Uni<List<Expired>> expire(SqlConnection tx, int limit) {
        return tx.preparedQuery(EXPIRE)
                .execute(Tuple.of((long) limit))
                .map(rows -> Columns.list(rows, row -> new Expired(StoredToken.from(row), row.getString("provider"))));
    }

    /** Forgets a few thousand of the resolved attempts that are older than {@code age}. Returns how many. */
    public Uni<Integer> forget(Duration age) {
        return pool.preparedQuery(FORGET).execute(Tuple.of(age.toMillis())).map(RowSet::rowCount);
    }

    /** Measures what waits. */
    public Uni<Backlog> measure() {
        return pool.query(MEASURE)
                .execute()
                .map(rows -> rows.iterator().next())
                .map((Row row) -> new Backlog(row.getDouble("lag"), row.getLong("unresolved")));
    }
}
