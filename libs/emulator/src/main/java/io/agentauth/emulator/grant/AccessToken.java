// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An access token. */
public final class AccessToken {
    private final String value;
    private final Family family;
    private final Instant issuedAt;
    private final @Nullable Instant expiresAt;
    private boolean revoked;

    AccessToken(String value, Family family, Instant issuedAt, @Nullable Instant expiresAt) {
        this.value = value;
        this.family = family;
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    public String value() {
        return value;
    }

    public Family family() {
        return family;
    }

    public Instant issuedAt() {
        return issuedAt;
    }

    /** Empty when it does not expire. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    public boolean isValid(Instant now) {
        return !revoked && !family.isEnded() && !isExpired(now);
    }

    public void revoke() {
        revoked = true;
    }
}
