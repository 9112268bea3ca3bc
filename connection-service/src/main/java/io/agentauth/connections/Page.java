// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import io.agentauth.requests.Paging;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list, in the order of creation.
 *
 * @param data the part
 * @param nextCursor what to send for the part after it; null at the end
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    private static final UUID START = new UUID(0, 0);

    /** Which part is asked for. */
    public record Asked(UUID after, int limit) {
        /** How many rows to read: one more, to know whether there is a next part. */
        public int rows() {
            return limit + 1;
        }
    }

    /** What a caller asks for with {@code limit} and {@code cursor}. */
    public static Asked asked(@Nullable String limit, @Nullable String cursor) {
        return new Asked(cursor == null || cursor.isEmpty() ? START : after(cursor), Paging.limit(limit));
    }

    /** The part that {@code rows} are, {@link Asked#rows()} of them at most. */
    public static <T> Page<T> of(List<T> rows, Asked asked, Function<T, UUID> id) {
        if (rows.size() <= asked.limit()) {
            return new Page<>(rows, null);
        }
        List<T> part = rows.subList(0, asked.limit());
        return new Page<>(List.copyOf(part), cursor(id.apply(part.getLast())));
    }

    /** The same with each element as {@code view} shows it. */
    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(data.stream().map(view).toList(), nextCursor);
    }

    private static String cursor(UUID last) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits())
                .array();
        return Paging.cursor(bytes);
    }

    private static UUID after(String cursor) {
        ByteBuffer bytes = ByteBuffer.wrap(Paging.place(cursor));
        if (bytes.remaining() != 16) {
            throw Paging.unreadable();
        }
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
