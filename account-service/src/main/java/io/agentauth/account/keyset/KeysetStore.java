// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Database;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.WrappedKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Keysets as they are stored, wrapped: the copy of those for access tokens, and those of this service alone. */
@ApplicationScoped
class KeysetStore {
    private static final String FIND = "select id, purpose, kind, wrapped, is_current from keyset where purpose = $1";
    // Two steps, because only one keyset of a purpose may be the current one at any moment.
    private static final String RETIRE =
            "update keyset set is_current = false where purpose = $1 and is_current and id <> $2";
    private static final String KEEP =
            """
            insert into keyset (id, purpose, kind, wrapped, is_current) values ($1, $2, $3, $4, $5)
            on conflict (id) do update set wrapped = excluded.wrapped, is_current = excluded.is_current
            """;

    private final Database database;

    @Inject
    KeysetStore(Database database) {
        this.database = database;
    }

    /** A keyset, and whether new seals are made with it. */
    record Kept(WrappedKeyset keyset, boolean current) {}

    Uni<List<Kept>> find(String purpose) {
        return database.worker().preparedQuery(FIND).execute(Tuple.of(purpose)).map(KeysetStore::kept);
    }

    /** Keeps {@code keysets}, of one purpose and exactly one of them current. */
    Uni<Void> keep(List<Kept> keysets) {
        WrappedKeyset current =
                keysets.stream().filter(Kept::current).findFirst().orElseThrow().keyset();
        return database.asWorker(tx -> tx.preparedQuery(RETIRE)
                .execute(Tuple.of(current.purpose(), current.id()))
                .chain(_ -> tx.preparedQuery(KEEP)
                        .executeBatch(keysets.stream().map(KeysetStore::tuple).toList()))
                .replaceWithVoid());
    }

    private static Tuple tuple(Kept kept) {
        WrappedKeyset keyset = kept.keyset();
        return Tuple.of(
                keyset.id(), keyset.purpose(), keyset.kind().name(), Buffer.buffer(keyset.wrapped()), kept.current());
    }

    private static List<Kept> kept(RowSet<Row> rows) {
        List<Kept> kept = new ArrayList<>();
        rows.forEach(row -> kept.add(new Kept(
                new WrappedKeyset(
                        row.getUUID("id"),
                        row.getString("purpose"),
                        Keyset.Kind.valueOf(row.getString("kind")),
                        row.getBuffer("wrapped").getBytes()),
                row.getBoolean("is_current"))));
        return kept;
    }
}
