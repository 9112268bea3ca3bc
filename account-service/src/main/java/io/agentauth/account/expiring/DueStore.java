// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.agentauth.events.TokenExpiring;
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

/** Claims tokens whose time to be renewed has come by the database's clock. In the caller's transaction. */
@ApplicationScoped
class DueStore {
    // Marked whatever the account's status, so that a token is looked at once a version. Ordered by account against
    // deadlocks with adoption.
    private static final String CLAIM =
            """
            with due as materialized (
                select account_id, slot from access_token
                 where announced_at is null and due_at is not null and due_at <= now()
                 order by due_at limit $1
                 for update skip locked
            ), claimed as (
                update access_token t set announced_at = now()
                  from due where t.account_id = due.account_id and t.slot = due.slot
                returning t.account_id, t.slot, t.generation, t.version, t.due_at
            )
            select c.account_id, c.slot, c.generation, c.version, c.due_at, a.environment_id, a.connection_id, a.provider,
                   a.status in ('active', 'paused') and a.deleted_at is null and a.generation = c.generation
                       and c.generation > a.generation_ended as renewed
              from claimed c join account a on a.id = c.account_id
            """;

    /** Those that were claimed; empty for one that is not renewed at all. */
    Uni<List<Optional<NewEvent>>> claim(SqlConnection tx, int limit) {
        return tx.preparedQuery(CLAIM).execute(Tuple.of((long) limit)).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(DueStore::due)
                .toList());
    }

    private static Optional<NewEvent> due(Row row) {
        return row.getBoolean("renewed") ? Optional.of(NewEvent.of(event(row))) : Optional.empty();
    }

    private static TokenExpiring event(Row row) {
        return new TokenExpiring(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("slot"),
                row.getLong("generation"),
                row.getLong("version"),
                row.getOffsetDateTime("due_at").toInstant());
    }
}
