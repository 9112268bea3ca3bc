// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.vault.Keyset;
import io.agentauth.vault.WrappedKeyset;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A keyset as it is stored.
 *
 * @param current    new seals are made with it
 * @param next       it is announced, and becomes the current one at {@code useFrom}
 * @param seals      how many it may have made: never fewer than it has
 * @param replacedAt when another became the current one
 */
public record KeysetRow(
        WrappedKeyset keyset,
        boolean current,
        boolean next,
        Instant useFrom,
        long seals,
        @Nullable Instant replacedAt) {
    static KeysetRow from(Row row) {
        OffsetDateTime replaced = row.getOffsetDateTime("replaced_at");
        return new KeysetRow(
                new WrappedKeyset(
                        row.getUUID("id"),
                        row.getString("purpose"),
                        Keyset.Kind.valueOf(row.getString("kind")),
                        row.getBuffer("wrapped").getBytes()),
                row.getBoolean("is_current"),
                row.getString("next_of") != null,
                row.getOffsetDateTime("use_from").toInstant(),
                row.getLong("seals"),
                replaced == null ? null : replaced.toInstant());
    }

    /** {@code current}, {@code next} or {@code old}. */
    public String standing() {
        return current ? "current" : next ? "next" : "old";
    }
}
