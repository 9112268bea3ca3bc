// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import io.agentauth.emulator.wire.Hash;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refresh token: valid, or spent at some time for a successor. */
public final class RefreshToken {
    private final String value;
    private final Family family;
    private final @Nullable Instant expiresAt;
    private @Nullable Instant spentAt;
    private @Nullable Issued successor;

    RefreshToken(String value, Family family, @Nullable Instant expiresAt) {
        this.value = value;
        this.family = family;
        this.expiresAt = expiresAt;
    }

    public String value() {
        return value;
    }

    /** How the truth log names it. */
    public String hash() {
        return Hash.hex(value);
    }

    public Family family() {
        return family;
    }

    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    public Optional<Instant> spentAt() {
        return Optional.ofNullable(spentAt);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Whether it would be taken now as one that was not spent yet. */
    public boolean isValid(Instant now) {
        return spentAt == null && !family.isEnded() && !isExpired(now);
    }

    Optional<Issued> successor() {
        return Optional.ofNullable(successor);
    }

    /** {@code kept}: what to give again when it is shown again; null where that is not wanted. */
    void spend(Instant now, @Nullable Issued kept) {
        spentAt = spentAt == null ? now : spentAt;
        successor = kept;
    }
}
