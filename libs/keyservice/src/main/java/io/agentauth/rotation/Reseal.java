// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.EnvironmentKeyUnavailable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Seals anew with the current keyset what older ones sealed. One turn is one transaction: it takes the work if no other replica has it, seals a
 * batch, and notes how far it is. Whatever dies in the middle takes nothing along: the next turn, of whichever replica, begins at the note. Plain
 * text does not leave the vault, so it goes on while the installation is sealed.
 */
public final class Reseal {
    private static final Logger LOG = Logger.getLogger(Reseal.class);
    private static final UUID FIRST = new UUID(0, 0);
    // Not for a keyset that is the current one no more: a replica that has not heard yet would begin everything anew.
    private static final String BEGIN =
            """
            insert into reseal (purpose, keyset_id)
            select purpose, id from keyset where purpose = $1 and id = $2 and is_current
            on conflict (purpose) do update
               set keyset_id = excluded.keyset_id, part = 0, cursor = excluded.cursor, found = 0, resealed = 0, unreadable = 0,
                   started_at = now(), finished_at = null
             where reseal.keyset_id <> excluded.keyset_id
            """;
    private static final String TAKE =
            """
            select part, cursor, found, unreadable from reseal where purpose = $1 and keyset_id = $2 and finished_at is null for update skip locked
            """;
    private static final String NOTE =
            """
            update reseal set part = $2, cursor = $3, found = $4, resealed = resealed + $5, unreadable = $6,
                   finished_at = case when $7 then now() end
             where purpose = $1
            """;

    private final Pool pool;
    private final RotationConfig config;
    private final AeadRing ring;
    private final List<SealedColumn> columns;
    private final LongAdder resealed = new LongAdder();

    /** The work of one ring. */
    public Reseal(Pool pool, RotationConfig config, AeadRing ring, List<SealedColumn> columns) {
        this.pool = pool;
        this.config = config;
        this.ring = ring;
        this.columns = List.copyOf(columns);
    }

    /** Where the work stands. {@code found} counts what the current pass came upon: the work is done after a pass that finds nothing. */
    private record At(int part, UUID cursor, long found, long unreadable) {}

    /** What a batch came to. */
    private record Batch(List<SealedColumn.Found> found, int resealed, int unreadable) {}

    /** One turn; whether there is more to do. */
    public Uni<Boolean> turn() {
        AeadVault vault = ring.vault();
        Set<UUID> older = ring.older();
        if (vault == null || older.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        UUID current = vault.currentKeysetId();
        return pool.preparedQuery(BEGIN)
                .execute(Tuple.of(ring.purpose(), current))
                .chain(() -> pool.withTransaction(tx -> take(tx, current)
                        .chain(at -> at.isEmpty()
                                ? Uni.createFrom().item(false)
                                : batch(tx, vault, older.toArray(UUID[]::new), at.get()))));
    }

    private Uni<Optional<At>> take(SqlConnection tx, UUID current) {
        return tx.preparedQuery(TAKE).execute(Tuple.of(ring.purpose(), current)).map(rows -> rows.stream()
                .findFirst()
                .map(row -> new At(
                        row.getInteger("part"),
                        row.getUUID("cursor"),
                        row.getLong("found"),
                        row.getLong("unreadable"))));
    }

    private Uni<Boolean> batch(SqlConnection tx, AeadVault vault, UUID[] older, At at) {
        SealedColumn column = columns.get(at.part());
        return tx.preparedQuery(column.select())
                .execute(
                        Tuple.tuple().addUUID(at.cursor()).addArrayOfUUID(older).addInteger(config.batch()))
                .map(rows -> rows.stream().map(column::read).toList())
                .chain(found -> reseal(tx, column, vault, found))
                .chain(done -> note(tx, at, done));
    }

    private Uni<Batch> reseal(SqlConnection tx, SealedColumn column, AeadVault vault, List<SealedColumn.Found> found) {
        List<Tuple> updates = new ArrayList<>();
        for (SealedColumn.Found one : found) {
            try {
                byte[] fresh =
                        vault.reseal(one.sealed(), one.place(), one.place()).bytes();
                updates.add(Tuple.of(one.key(), Buffer.buffer(one.sealed().bytes()), Buffer.buffer(fresh)));
            } catch (CannotOpen _) {
                LOG.errorf("A seal in %s of %s does not open, and stays as it is.", column.column(), one.key());
            } catch (EnvironmentKeyUnavailable e) {
                LOG.errorf("%s of %s stays as it is: %s", column.column(), one.key(), e.getMessage());
            }
        }
        Batch batch = new Batch(found, updates.size(), found.size() - updates.size());
        return updates.isEmpty()
                ? Uni.createFrom().item(batch)
                : tx.preparedQuery(column.update()).executeBatch(updates).replaceWith(batch);
    }

    private Uni<Boolean> note(SqlConnection tx, At at, Batch done) {
        boolean isPartOver = done.found().isEmpty();
        int part = isPartOver ? at.part() + 1 : at.part();
        boolean isPassOver = part == columns.size();
        long found = at.found() + done.resealed();
        boolean isDone = isPassOver && found == 0;
        UUID cursor = isPartOver ? FIRST : done.found().getLast().key();
        Tuple note = Tuple.tuple()
                .addString(ring.purpose())
                .addInteger(isPassOver ? 0 : part)
                .addUUID(cursor)
                .addLong(isPassOver ? 0 : found)
                .addLong((long) done.resealed())
                .addLong(isPassOver && !isDone ? 0 : at.unreadable() + done.unreadable())
                .addBoolean(isDone);
        return tx.preparedQuery(NOTE)
                .execute(note)
                .invoke(() -> resealed.add(done.resealed()))
                .replaceWith(!isDone);
    }

    /** How many seals this process has made anew. */
    public long resealed() {
        return resealed.sum();
    }

    /** Deletes keysets that were replaced long ago and seal nothing here any more, {@code also} looked at. Says how many. */
    public Uni<Integer> retire(KeysetTable table, List<SealedColumn> also) {
        List<UUID> aged = ring.aged(config.keptFor());
        List<SealedColumn> all = new ArrayList<>(columns);
        all.addAll(also);
        Uni<Integer> done = Uni.createFrom().item(0);
        for (UUID keyset : aged) {
            done = done.chain(count -> seals(keyset, all)
                    .chain(left -> left == 0
                            ? table.delete(keyset, config.keptFor())
                            : Uni.createFrom().item(false))
                    .map(deleted -> deleted ? count + 1 : count));
        }
        return done;
    }

    private Uni<Long> seals(UUID keyset, List<SealedColumn> all) {
        Uni<Long> sum = Uni.createFrom().item(0L);
        for (SealedColumn column : all) {
            sum = sum.chain(before -> pool.preparedQuery(column.count())
                    .execute(Tuple.tuple().addArrayOfUUID(new UUID[] {keyset}))
                    .map(rows -> before + rows.iterator().next().getLong("n")));
        }
        return sum;
    }
}
