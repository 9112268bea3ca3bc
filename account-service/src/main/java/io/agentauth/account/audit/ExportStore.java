// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.database.Database;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.trail.TrailBlock;
import io.agentauth.trail.TrailEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/** Blocks with their entries, as they are exported. */
@ApplicationScoped
class ExportStore {
    private static final HexFormat HEX = HexFormat.of();
    // A block holds what lies behind the ends of the one before it, so that nothing between two blocks goes unseen.
    private static final String BLOCK =
            """
            select b.number, b.closed_at, b.events, b.events_hash, b.reads, b.reads_hash, b.previous, b.public_key, b.signature,
                   coalesce(p.events_to, 0) as events_after, b.events_to, coalesce(p.reads_to_xid, '0')::text as reads_after_xid,
                   coalesce(p.reads_to_id, '00000000-0000-0000-0000-000000000000') as reads_after_id,
                   b.reads_to_xid::text as reads_to_xid, b.reads_to_id
              from trail_block b
              left join trail_block p on p.environment_id = b.environment_id and p.number = b.number - 1
             where b.environment_id = $1 and b.number > $2 and b.closed_at >= $3 and b.closed_at < $4
             order by b.number limit 1
            """;
    private static final String EVENTS = "select " + TrailRows.EVENT_COLUMNS
            + " from event_log where environment_id = $1 and position > $2 and position <= $3 order by position";
    private static final String READS = "select " + TrailRows.READ_COLUMNS
            + """
               from access_record
              where environment_id = $1 and (xid, id) > ($2::text::xid8, $3) and (xid, id) <= ($4::text::xid8, $5)
              order by access_record.xid, id
             """;

    private final Database database;

    @Inject
    ExportStore(Database database) {
        this.database = database;
    }

    /** A block and its entries, as lines with their ends. */
    record Exported(long number, String lines) {}

    /** The next block behind {@code number} that was closed in that time. */
    Uni<Optional<Exported>> next(EnvironmentId environment, long number, Instant from, Instant to) {
        return database.inEnvironment(environment, tx -> tx.preparedQuery(BLOCK)
                .execute(Tuple.of(
                        environment.value(), number, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC)))
                .chain(found -> with(tx, environment, found.iterator())));
    }

    private static Uni<Optional<Exported>> with(SqlConnection tx, EnvironmentId environment, Iterator<Row> found) {
        if (!found.hasNext()) {
            return Uni.createFrom().item(Optional.empty());
        }
        Row block = found.next();
        StringBuilder lines = new StringBuilder(head(environment, block)).append('\n');
        return tx.preparedQuery(EVENTS)
                .execute(Tuple.of(environment.value(), block.getLong("events_after"), block.getLong("events_to")))
                .invoke(events -> append(lines, events, TrailRows::event))
                .chain(_ -> tx.preparedQuery(READS)
                        .execute(Tuple.of(
                                environment.value(),
                                block.getString("reads_after_xid"),
                                block.getUUID("reads_after_id"),
                                block.getString("reads_to_xid"),
                                block.getUUID("reads_to_id"))))
                .invoke(reads -> append(lines, reads, TrailRows::read))
                .map(_ -> Optional.of(new Exported(block.getLong("number"), lines.toString())));
    }

    private static String head(EnvironmentId environment, Row row) {
        return new TrailBlock(
                        environment.toString(),
                        row.getLong("number"),
                        row.getOffsetDateTime("closed_at").toInstant(),
                        row.getInteger("events"),
                        hex(row, "events_hash"),
                        row.getInteger("reads"),
                        hex(row, "reads_hash"),
                        hex(row, "previous"))
                .line(hex(row, "public_key"), hex(row, "signature"));
    }

    private static void append(StringBuilder lines, RowSet<Row> rows, Function<Row, TrailEntry> read) {
        rows.forEach(row -> lines.append(read.apply(row).line()).append('\n'));
    }

    private static String hex(Row row, String column) {
        return HEX.formatHex(row.getBuffer(column).getBytes());
    }
}
