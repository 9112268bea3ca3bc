// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.rotation.KeysetTable;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The keysets as they are stored. */
@ApplicationScoped
class KeysetStore {
    private static final String SELECT =
            "select id, purpose, kind, wrapped from keyset where purpose = $1 order by is_current desc, created_at desc";
    private static final String INSERT =
            """
            insert into keyset (id, purpose, kind, wrapped, is_current) values ($1, $2, $3, $4, true)
            on conflict (purpose) where is_current do nothing
            """;

    private final Pool pool;

    @Inject
    KeysetStore(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** Those of a purpose, the current one first. */
    Uni<List<WrappedKeyset>> all(Purpose purpose) {
        return pool.preparedQuery(SELECT).execute(Tuple.of(purpose.word())).map(KeysetStore::keysets);
    }

    /** Stores one as the current one, unless another replica did. */
    Uni<Void> offer(WrappedKeyset keyset) {
        Tuple columns = Tuple.tuple()
                .addUUID(keyset.id())
                .addString(keyset.purpose())
                .addString(keyset.kind().name())
                .addBuffer(Buffer.buffer(keyset.wrapped()));
        return pool.preparedQuery(INSERT).execute(columns).replaceWithVoid();
    }

    /** Wraps anew what another wrapping key wrapped. */
    Uni<Integer> rewrap(Wrapping wrapping, Purpose purpose, List<WrappedKeyset> found) {
        return wrapping.rewrap(new KeysetTable(pool), purpose).stale(found);
    }

    private static List<WrappedKeyset> keysets(RowSet<Row> rows) {
        List<WrappedKeyset> keysets = new ArrayList<>();
        for (Row row : rows) {
            keysets.add(new WrappedKeyset(
                    row.getUUID("id"),
                    row.getString("purpose"),
                    Keyset.Kind.valueOf(row.getString("kind")),
                    row.getBuffer("wrapped").getBytes()));
        }
        return keysets;
    }
}
