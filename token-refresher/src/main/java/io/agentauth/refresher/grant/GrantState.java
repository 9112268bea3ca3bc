// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A grant as somebody who wants it renewed sees it, by the database's clock.
 *
 * @param token the current one
 * @param status whether it is live, ended or dead
 * @param reason why it is not live, or not healthy
 * @param renewable whether there is a refresh token
 * @param age since the receipt of the access token
 * @param life of the access token from its receipt; null: nobody knows
 * @param pushed whether account-service has the token
 * @param attempt the unresolved one; null: nothing is under way
 */
public record GrantState(
        StoredToken token,
        String status,
        @Nullable String reason,
        boolean renewable,
        Duration age,
        @Nullable Duration life,
        boolean pushed,
        @Nullable Unresolved attempt) {
    /**
     * An unresolved attempt.
     *
     * @param overdue whether its deadline has passed: it is held
     * @param hold how long nobody presents the token still
     */
    public record Unresolved(boolean overdue, Duration hold) {}

    /** Whether it can be renewed at all. */
    public boolean isLive() {
        return status.equals("live");
    }

    private static GrantState from(Row row) {
        Long life = row.getLong("life_seconds");
        Boolean overdue = row.getBoolean("overdue");
        Long hold = row.getLong("hold");
        return new GrantState(
                StoredToken.from(row),
                row.getString("status"),
                row.getString("reason"),
                row.getBoolean("renewable"),
                Duration.ofMillis(row.getLong("age")),
                life == null ? null : Duration.ofSeconds(life),
                row.getBoolean("pushed"),
                overdue == null
                        ? null
                        : new Unresolved(overdue, Duration.ofMillis(hold == null ? 0 : Math.max(0, hold))));
    }

    /** Reads them. */
    @ApplicationScoped
    public static class States {
        private static final String LOOK =
                """
                select %s, g.status, g.reason, g.refresh_token is not null as renewable, g.life_seconds,
                       g.pushed_version >= g.version as pushed,
                       (extract(epoch from statement_timestamp() - g.received_at) * 1000)::bigint as age,
                       a.deadline <= statement_timestamp() as overdue,
                       (extract(epoch from a.hold_until - statement_timestamp()) * 1000)::bigint as hold
                  from "grant" as g left join attempt as a on a.grant_id = g.id and a.resolved_at is null
                 where g.environment_id = $1 and g.account_id = $2 and g.slot = $3 and g.generation >= $4
                 order by g.status = 'ended', g.generation desc limit 1
                """
                        .formatted(StoredToken.COLUMNS);

        private final Pool pool;

        @Inject
        States(@ReactiveDataSource("worker") Pool pool) {
            this.pool = pool;
        }

        /**
         * The newest grant of the slot from that generation on, if there is one in that environment. One that has ended only if there is no other: what
         * was rejected at once is newer than the one in use.
         */
        public Uni<Optional<GrantState>> find(EnvironmentId environment, AccountId account, String slot, long from) {
            return pool.preparedQuery(LOOK)
                    .execute(Tuple.of(environment.value(), account.value(), slot, from))
                    .map(rows -> Columns.list(rows, GrantState::from).stream().findFirst());
        }
    }
}
