// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of items as the columns that {@code unnest} takes, one array a column; and the reading of rows.
 *
 * @param <T> an item
 */
public final class Columns<T> {
    private final List<T> items;
    private final Tuple tuple = Tuple.tuple();

    private Columns(List<T> items) {
        this.items = items;
    }

    /** The columns of {@code items}, none yet. */
    public static <T> Columns<T> of(List<T> items) {
        return new Columns<>(items);
    }

    /** Adds a {@code uuid[]}. */
    public Columns<T> uuid(Function<T, @Nullable UUID> of) {
        tuple.addArrayOfUUID(items.stream().map(of).toArray(UUID[]::new));
        return this;
    }

    /** Adds a {@code text[]}. */
    public Columns<T> text(Function<T, @Nullable String> of) {
        tuple.addArrayOfString(items.stream().map(of).toArray(String[]::new));
        return this;
    }

    /** Adds a {@code bigint[]}. */
    public Columns<T> number(Function<T, @Nullable Long> of) {
        tuple.addArrayOfLong(items.stream().map(of).toArray(Long[]::new));
        return this;
    }

    /** Adds a {@code bigint[]} of milliseconds. */
    public Columns<T> millis(Function<T, @Nullable Duration> of) {
        return number(item -> {
            Duration duration = of.apply(item);
            return duration == null ? null : duration.toMillis();
        });
    }

    /** Adds a {@code boolean[]}. */
    public Columns<T> flag(Function<T, Boolean> of) {
        tuple.addArrayOfBoolean(items.stream().map(of).toArray(Boolean[]::new));
        return this;
    }

    /** Adds a {@code bytea[]}. */
    public Columns<T> bytes(Function<T, byte @Nullable []> of) {
        @Nullable Buffer[] column = new @Nullable Buffer[items.size()];
        for (int i = 0; i < column.length; i++) {
            byte[] value = of.apply(items.get(i));
            column[i] = value == null ? null : Buffer.buffer(value);
        }
        tuple.addValue(column);
        return this;
    }

    /** The parameters, in the order in which the columns were added. */
    public Tuple tuple() {
        return tuple;
    }

    /** Reads every row. */
    public static <R> List<R> list(RowSet<Row> rows, Function<Row, R> read) {
        List<R> list = new ArrayList<>(rows.size());
        for (Row row : rows) {
            list.add(read.apply(row));
        }
        return list;
    }

    /** The time in a column, if there is one. */
    public static @Nullable Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column) == null
                ? null
                : row.getOffsetDateTime(column).toInstant();
    }

    /** The bytes in a column, if there are any. */
    public static byte @Nullable [] bytes(Row row, String column) {
        return row.getBuffer(column) == null ? null : row.getBuffer(column).getBytes();
    }

    /** The texts of a JSON object in a column, by name. */
    public static Map<String, String> texts(Row row, String column) {
        return row.getJsonObject(column).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }
}
