// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.ids.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Remembers what a consumer has handled: the broker delivers at least once, and a change is applied once. */
@ApplicationScoped
public class Inbox {
    private static final String CLAIM =
            """
            insert into inbox (consumer, event_id)
            select $1, id from unnest($2::uuid[]) as t(id) order by id
            on conflict do nothing
            returning event_id
            """;

    /**
     * Claims {@code ids} for {@code consumer} in the caller's transaction, which also applies the events: both or neither.
     *
     * @return those that were not handled before, in the order of {@code ids}
     */
    public Uni<List<EventId>> claimNew(SqlConnection tx, String consumer, List<EventId> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        UUID[] values = ids.stream().map(EventId::value).distinct().toArray(UUID[]::new);
        return tx.preparedQuery(CLAIM)
                .execute(Tuple.tuple().addString(consumer).addArrayOfUUID(values))
                .map(rows -> inOrder(ids, rows));
    }

    private static List<EventId> inOrder(List<EventId> ids, RowSet<Row> rows) {
        Set<UUID> claimed = new HashSet<>();
        rows.forEach(row -> claimed.add(row.getUUID(0)));
        return ids.stream().filter(id -> claimed.remove(id.value())).toList();
    }
}
