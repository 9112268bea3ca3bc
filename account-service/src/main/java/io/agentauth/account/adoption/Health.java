// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the renewals of an account go. A provider's trouble changes this and never the status (I5). */
public enum Health {
    /** As they should. */
    HEALTHY,
    /** They fail, and the token still lives. */
    REFRESH_DUE,
    /** They fail and are tried again, and the token has expired. */
    DEGRADED,
    /** They were given up; a read tries once. */
    EXHAUSTED;

    /** As it is stored and sent. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #wireName()}. */
    @JsonCreator
    public static Health of(String wireName) {
        for (Health health : values()) {
            if (health.wireName().equals(wireName)) {
                return health;
            }
        }
        throw new IllegalArgumentException("no health of an account");
    }
}
