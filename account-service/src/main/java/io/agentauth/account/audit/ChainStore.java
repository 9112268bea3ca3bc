// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** How far the trail was chained, what lies behind that, and the blocks. */
@ApplicationScoped
class ChainStore {
    private static final HexFormat HEX = HexFormat.of();
    private static final String CLAIM =
            """
            update trail_tail set owner = $1, until = now() + $2 * interval '1 second'
             where owner = $1 or until < now()
            returning events_to, reads_xid::text, reads_id
            """;
    private static final String EVENTS =
            "select " + TrailRows.EVENT_COLUMNS + " from event_log where position > $1 order by position limit $2";
    // Below the oldest running transaction nothing can appear any more, so nothing is left out.
    private static final String READS = "select " + TrailRows.READ_COLUMNS
            + """
               from access_record
              where (xid, id) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
              order by access_record.xid, id limit $3
             """;
    private static final String HEADS =
            """
            select distinct on (environment_id) environment_id, number, hash
              from trail_block where environment_id = any ($1) order by environment_id, number desc
            """;
    // From where the stretch began, so that whoever chains at the same time chains nothing twice.
    private static final String MOVE =
            """
            update trail_tail set events_to = $2, reads_xid = $3::text::xid8, reads_id = $4
             where owner = $1 and events_to = $5 and reads_xid = $6::text::xid8 and reads_id = $7
            """;
    private static final String APPEND =
            """
            insert into trail_block (environment_id, number, closed_at, events_to, reads_to_xid, reads_to_id, events, events_hash, reads,
                                     reads_hash, previous, hash, public_key, signature)
            values ($1, $2, $3, $4, $5::text::xid8, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """;

    private final Database database;

    @Inject
    ChainStore(Database database) {
        this.database = database;
    }

    /** A place in the order of events, and one in the order of reads. */
    record Position(long events, String xid, UUID read) {}

    /** The last block of an environment. */
    record Head(long number, String hash) {}

    /** Where to go on, if this replica is the one that chains. */
    Uni<Optional<Position>> claim(UUID owner, Duration lease) {
        return database.worker()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(owner, (double) lease.toSeconds()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Position(row.getLong(0), row.getString(1), row.getUUID(2)))
                        .findFirst());
    }

    /** What lies behind {@code after}, at most {@code limit} events and as many reads. */
    Uni<Stretch> next(Position after, int limit) {
        return database.worker()
                .preparedQuery(EVENTS)
                .execute(Tuple.of(after.events(), limit))
                .chain(events -> database.worker()
                        .preparedQuery(READS)
                        .execute(Tuple.of(after.xid(), after.read(), limit))
                        .map(reads -> Stretch.of(after, rows(events), rows(reads))));
    }

    Uni<Map<UUID, Head>> heads(Collection<UUID> environments) {
        return database.worker()
                .preparedQuery(HEADS)
                .execute(Tuple.of(environments.toArray(UUID[]::new)))
                .map(found -> {
                    Map<UUID, Head> heads = new HashMap<>();
                    for (Row row : found) {
                        heads.put(
                                row.getUUID(0),
                                new Head(
                                        row.getLong(1),
                                        HEX.formatHex(row.getBuffer(2).getBytes())));
                    }
                    return heads;
                });
    }

    /** Appends the blocks of {@code stretch} and moves on to its end; fails if somebody else chains meanwhile. */
    Uni<Void> append(UUID owner, Stretch stretch, List<SignedBlock> blocks) {
        return database.asWorker(tx -> move(tx, owner, stretch.begin(), stretch.end())
                .chain(_ -> tx.preparedQuery(APPEND)
                        .executeBatch(blocks.stream()
                                .map(block -> tuple(block, stretch.end()))
                                .toList()))
                .replaceWithVoid());
    }

    private static Uni<Void> move(SqlConnection tx, UUID owner, Position from, Position to) {
        return tx.preparedQuery(MOVE)
                .execute(Tuple.tuple()
                        .addUUID(owner)
                        .addLong(to.events())
                        .addString(to.xid())
                        .addUUID(to.read())
                        .addLong(from.events())
                        .addString(from.xid())
                        .addUUID(from.read()))
                .map(moved -> {
                    if (moved.rowCount() != 1) {
                        throw new IllegalStateException("the trail is chained by somebody else");
                    }
                    return moved;
                })
                .replaceWithVoid();
    }

    private static Tuple tuple(SignedBlock signed, Position to) {
        var block = signed.block();
        return Tuple.tuple()
                .addUUID(signed.environment())
                .addLong(block.number())
                .addOffsetDateTime(block.closedAt().atOffset(ZoneOffset.UTC))
                .addLong(to.events())
                .addString(to.xid())
                .addUUID(to.read())
                .addInteger(Math.toIntExact(block.events()))
                .addBuffer(bytes(block.eventsHash()))
                .addInteger(Math.toIntExact(block.reads()))
                .addBuffer(bytes(block.readsHash()))
                .addBuffer(bytes(block.previous()))
                .addBuffer(bytes(block.hash()))
                .addBuffer(bytes(signed.publicKey()))
                .addBuffer(bytes(signed.signature()));
    }

    private static io.vertx.mutiny.core.buffer.Buffer bytes(String hex) {
        return io.vertx.mutiny.core.buffer.Buffer.newInstance(Buffer.buffer(HEX.parseHex(hex)));
    }

    private static List<Row> rows(RowSet<Row> found) {
        return StreamSupport.stream(found.spliterator(), false).toList();
    }
}
