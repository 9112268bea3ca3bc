// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import java.util.Locale;

/** How well a live grant is being renewed. A provider's outage changes this, never whether the account is connected (I5). */
public enum Health {
    /** The last renewal succeeded, or none was needed yet. */
    HEALTHY,
    /** Renewing fails, and the access token still lives. */
    REFRESH_DUE,
    /** Renewing fails, and the access token has expired. */
    DEGRADED,
    /** Given up: tried once more only when somebody asks. */
    EXHAUSTED;

    /** As it is stored and sent. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the stored form. */
    public static Health parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
