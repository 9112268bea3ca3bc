// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.account.audit.ChainStore.Position;
import io.agentauth.trail.TrailEntry;
import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What is new of all environments: their lines in the order in which they are chained, where it begins and where it ends. */
record Stretch(Map<UUID, Lines> lines, Position begin, Position end, int size) {
    /** The lines of one environment. */
    record Lines(List<String> events, List<String> reads) {
        Lines() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    static Stretch of(Position after, List<Row> events, List<Row> reads) {
        Map<UUID, Lines> lines = new LinkedHashMap<>();
        events.forEach(row -> of(lines, row).events().add(line(row, TrailRows::event)));
        reads.forEach(row -> of(lines, row).reads().add(line(row, TrailRows::read)));
        Position end = new Position(
                events.isEmpty() ? after.events() : events.getLast().getLong("position"),
                reads.isEmpty() ? after.xid() : reads.getLast().getString("xid"),
                reads.isEmpty() ? after.read() : reads.getLast().getUUID("id"));
        return new Stretch(lines, after, end, events.size() + reads.size());
    }

    private static Lines of(Map<UUID, Lines> lines, Row row) {
        return lines.computeIfAbsent(row.getUUID("environment_id"), _ -> new Lines());
    }

    private static String line(Row row, Function<Row, TrailEntry> read) {
        return read.apply(row).line();
    }
}
