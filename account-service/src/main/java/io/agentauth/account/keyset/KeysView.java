// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.agentauth.rotation.KeysetRow;
import io.agentauth.rotation.ResealProgress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keysets that are exchanged, and how far what they sealed is sealed anew. */
@JsonIgnoreProperties(ignoreUnknown = true)
record KeysView(List<KeysetView> keysets, List<ResealView> reseals) {
    /**
     * A keyset, without what is in it.
     *
     * @param standing {@code current} seals, {@code next} will, {@code old} only opens
     * @param useFrom  since when it seals, or from when it will
     * @param seals    how many it may have made: never fewer than it has
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeysetView(
            UUID id, String purpose, String standing, Instant useFrom, long seals, @Nullable Instant replacedAt) {
        private static KeysetView of(KeysetRow row) {
            return new KeysetView(
                    row.keyset().id(),
                    row.keyset().purpose(),
                    row.standing(),
                    row.useFrom(),
                    row.seals(),
                    row.replacedAt());
        }
    }

    /** How far the sealing anew of a purpose is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ResealView(
            String purpose,
            UUID keysetId,
            long resealed,
            long unreadable,
            Instant startedAt,
            @Nullable Instant finishedAt) {
        private static ResealView of(ResealProgress progress) {
            return new ResealView(
                    progress.purpose(),
                    progress.keysetId(),
                    progress.resealed(),
                    progress.unreadable(),
                    progress.startedAt(),
                    progress.finishedAt());
        }
    }

    static KeysView of(List<KeysetRow> keysets, List<ResealProgress> reseals) {
        return new KeysView(
                keysets.stream().map(KeysetView::of).toList(),
                reseals.stream().map(ResealView::of).toList());
    }

    KeysView and(KeysView other) {
        return new KeysView(both(keysets, other.keysets), both(reseals, other.reseals));
    }

    /** The ids of those that seal. */
    Set<UUID> current() {
        return keysets.stream()
                .filter(keyset -> keyset.standing().equals("current"))
                .map(KeysetView::id)
                .collect(Collectors.toSet());
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
