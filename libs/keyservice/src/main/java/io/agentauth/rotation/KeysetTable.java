// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.vault.WrappedKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The table {@code keyset} of a service: id, purpose, kind, wrapped, is_current, next_of, use_from, seals, replaced_at. Of each purpose one is the
 * current one and at most one the next, by unique indexes: so replicas agree. Times are the database's.
 */
public final class KeysetTable {
    private static final String COLUMNS =
            "id, purpose, kind, wrapped, is_current, next_of, use_from, seals, replaced_at";
    private static final String ALL =
            "select " + COLUMNS + " from keyset where purpose = $1 order by is_current desc, created_at desc";
    private static final String OFFER =
            """
            insert into keyset (id, purpose, kind, wrapped, is_current) values ($1, $2, $3, $4, true)
            on conflict (purpose) where is_current do nothing
            """;
    // Locked, so that one which is just being replaced counts as replaced.
    private static final String ANNOUNCE =
            """
            with replaced as (select purpose from keyset where purpose = $2 and id = any($6) and is_current for update)
            insert into keyset (id, purpose, kind, wrapped, is_current, next_of, use_from)
            select $1, $2, $3, $4, false, $2, now() + $5 * interval '1 millisecond' from replaced
            on conflict (next_of) do nothing
            """;
    // Two steps, because only one keyset of a purpose may be the current one at any moment.
    private static final String REPLACE =
            """
            update keyset k set is_current = false, replaced_at = now()
             where purpose = $1 and is_current
               and exists (select 1 from keyset n where n.next_of = k.purpose and n.use_from <= now())
            """;
    private static final String PROMOTE =
            """
            update keyset k set is_current = true, next_of = null
             where next_of = $1 and use_from <= now()
               and not exists (select 1 from keyset c where c.purpose = k.purpose and c.is_current)
            """;
    private static final String RESERVE = "update keyset set seals = seals + $2 where id = $1";
    private static final String REWRAP = "update keyset set wrapped = $3 where id = $1 and wrapped = $2";
    private static final String DELETE =
            "delete from keyset where id = $1 and not is_current and next_of is null and replaced_at < now() - $2 * interval '1 millisecond'";

    private final Pool pool;

    /** The table that this pool's role may read and write. */
    public KeysetTable(Pool pool) {
        this.pool = pool;
    }

    /** Those of a purpose, the current one first; an announced one whose time has come is the current one by then. */
    public Uni<List<KeysetRow>> all(String purpose) {
        return read(purpose)
                .chain(rows -> rows.stream().anyMatch(KeysetRow::next)
                        ? promote(purpose).chain(() -> read(purpose))
                        : Uni.createFrom().item(rows));
    }

    /** Stores one as the current one, unless there is one. */
    public Uni<Void> offer(WrappedKeyset keyset) {
        return pool.preparedQuery(OFFER).execute(columns(keyset)).replaceWithVoid();
    }

    /**
     * Stores one as the next one, to be used after {@code announced}; false if there is a next one already, or if the current one is none of
     * {@code replaced}.
     */
    Uni<Boolean> announce(WrappedKeyset keyset, Duration announced, Set<UUID> replaced) {
        return pool.preparedQuery(ANNOUNCE)
                .execute(columns(keyset).addLong(announced.toMillis()).addArrayOfUUID(replaced.toArray(UUID[]::new)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Counts seals that may be made from now on. */
    Uni<Void> reserve(UUID keyset, long seals) {
        return pool.preparedQuery(RESERVE).execute(Tuple.of(keyset, seals)).replaceWithVoid();
    }

    /** Stores the same keyset wrapped anew, if it is still wrapped as it was. */
    public Uni<Boolean> rewrap(WrappedKeyset before, WrappedKeyset after) {
        return pool.preparedQuery(REWRAP)
                .execute(Tuple.of(before.id(), Buffer.buffer(before.wrapped()), Buffer.buffer(after.wrapped())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Deletes one that was replaced longer than {@code kept} ago. */
    Uni<Boolean> delete(UUID keyset, Duration kept) {
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of(keyset, kept.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    private Uni<List<KeysetRow>> read(String purpose) {
        return pool.preparedQuery(ALL)
                .execute(Tuple.of(purpose))
                .map(rows -> rows.stream().map(KeysetRow::from).toList());
    }

    private Uni<Void> promote(String purpose) {
        return pool.withTransaction(tx -> tx.preparedQuery(REPLACE)
                .execute(Tuple.of(purpose))
                .chain(() -> tx.preparedQuery(PROMOTE).execute(Tuple.of(purpose)))
                .replaceWithVoid());
    }

    private static Tuple columns(WrappedKeyset keyset) {
        return Tuple.tuple()
                .addUUID(keyset.id())
                .addString(keyset.purpose())
                .addString(keyset.kind().name())
                .addValue(Buffer.buffer(keyset.wrapped()));
    }
}
