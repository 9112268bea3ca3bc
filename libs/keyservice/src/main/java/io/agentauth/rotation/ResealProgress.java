// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the sealing anew of a purpose is.
 *
 * @param keysetId   what everything is sealed with afterwards
 * @param resealed   how many seals were made anew
 * @param unreadable how many did not open, and stay as they are
 */
public record ResealProgress(
        String purpose,
        UUID keysetId,
        long resealed,
        long unreadable,
        Instant startedAt,
        @Nullable Instant finishedAt) {
    private static final String ALL =
            "select purpose, keyset_id, resealed, unreadable, started_at, finished_at from reseal order by purpose";

    /** That of every purpose that was ever exchanged. */
    public static Uni<List<ResealProgress>> all(Pool pool) {
        return pool.query(ALL)
                .execute()
                .map(rows -> rows.stream().map(ResealProgress::from).toList());
    }

    private static ResealProgress from(Row row) {
        OffsetDateTime finished = row.getOffsetDateTime("finished_at");
        return new ResealProgress(
                row.getString("purpose"),
                row.getUUID("keyset_id"),
                row.getLong("resealed"),
                row.getLong("unreadable"),
                row.getOffsetDateTime("started_at").toInstant(),
                finished == null ? null : finished.toInstant());
    }
}
