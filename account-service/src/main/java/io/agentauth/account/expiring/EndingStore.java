// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.agentauth.events.AccountExpiring;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Claims grants that are near their day by the database's clock, each once. In the caller's transaction. */
@ApplicationScoped
class EndingStore {
    private static final String CLAIM =
            """
            with near as materialized (
                select account_id, slot from access_token
                 where warned_at is null and warn_at is not null and warn_at <= now()
                 order by warn_at limit $1
                 for update skip locked
            ), claimed as (
                update access_token t set warned_at = now()
                  from near where t.account_id = near.account_id and t.slot = near.slot
                returning t.account_id, t.slot, t.generation, t.grant_ends_at
            )
            select c.account_id, c.slot, c.generation, c.grant_ends_at, a.environment_id, a.connection_id, a.provider, a.version,
                   a.status in ('active', 'paused') and a.deleted_at is null and a.generation = c.generation
                       and c.generation > a.generation_ended as concerned
              from claimed c join account a on a.id = c.account_id
            """;

    /** Those that were claimed; empty for one by whose end nobody has anything to lose any more. */
    Uni<List<Optional<NewEvent>>> claim(SqlConnection tx, int limit) {
        return tx.preparedQuery(CLAIM).execute(Tuple.of((long) limit)).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(EndingStore::ending)
                .toList());
    }

    private static Optional<NewEvent> ending(Row row) {
        return row.getBoolean("concerned") ? Optional.of(NewEvent.of(event(row))) : Optional.empty();
    }

    private static AccountExpiring event(Row row) {
        return new AccountExpiring(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("slot"),
                row.getLong("generation"),
                row.getLong("version"),
                row.getOffsetDateTime("grant_ends_at").toInstant());
    }
}
