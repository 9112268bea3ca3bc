// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an account is. */
public enum AccountStatus {
    /** Created, and nobody has consented yet. */
    PENDING_AUTH,
    /** Consented; the application has not confirmed the person. */
    PENDING_VERIFICATION,
    /** A token can be had. */
    ACTIVE,
    /** The grant is dead: a person must connect again. */
    EXPIRED,
    /** Withdrawn by an administrator here or by a provider's signal. */
    REVOKED,
    /** Ended by the application. */
    DISCONNECTED,
    /** Derived when it is read, never stored: it would be active, and its connection is suspended. */
    ERROR,
    /** Stopped by the application; the grant is kept and renewed. */
    PAUSED;

    /** As it is stored and sent. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #wireName()}. */
    @JsonCreator
    static AccountStatus of(String wireName) {
        return find(wireName).orElseThrow(() -> new IllegalArgumentException("no status of an account"));
    }

    static Optional<AccountStatus> find(String wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName().equals(wireName))
                .findFirst();
    }
}
