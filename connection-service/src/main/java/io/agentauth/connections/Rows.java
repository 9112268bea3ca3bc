// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Rows as records. */
public final class Rows {
    private Rows() {}

    /** All of them. */
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    /** The first, if there is one. */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).findFirst();
    }

    /** A time that has to be there. */
    public static Instant time(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A time as it is written; null for none. */
    public static @Nullable OffsetDateTime written(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** A time that may be missing. */
    public static @Nullable Instant timeOrNull(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
