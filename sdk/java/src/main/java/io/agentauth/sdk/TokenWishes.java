// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Duration;

/** Which token, and for what. */
public final class TokenWishes extends Fields<TokenWishes> {
    private TokenWishes() {}

    /** The account's main token. */
    public static TokenWishes any() {
        return new TokenWishes();
    }

    /** How long it has to live at least. */
    public TokenWishes minValidity(Duration minValidity) {
        return set("min_validity", minValidity.plusNanos(999_999_999).toSeconds() + "s");
    }

    /** Which of several; Slack: bot, user. */
    public TokenWishes slot(String slot) {
        return set("slot", slot);
    }

    /** What for; kept with the access record. */
    public TokenWishes reason(String reason) {
        return set("reason", reason);
    }

    /** For whom; kept with the access record. */
    public TokenWishes actingUser(String actingUser) {
        return set("acting_user", actingUser);
    }
}
