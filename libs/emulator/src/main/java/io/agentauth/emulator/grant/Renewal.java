// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

/** What came of showing a refresh token. */
public sealed interface Renewal {
    /** New tokens; {@code replayed} when the token had been spent before and the grace time let it pass. */
    record Renewed(Issued issued, boolean replayed) implements Renewal {}

    /** No tokens. */
    record Refused(Why why, boolean familyKilled) implements Renewal {}

    /** Why a refresh token is refused. */
    enum Why {
        UNKNOWN,
        FOREIGN_CLIENT,
        ENDED,
        EXPIRED,
        SPENT
    }
}
