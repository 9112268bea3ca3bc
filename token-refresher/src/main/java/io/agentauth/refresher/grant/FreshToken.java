// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.vault.Sealed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of a token endpoint gives one grant: sealed already, for the version that it becomes. Times are spans from the moment in
 * which the answer was read; the database adds its own clock.
 *
 * @param refresh the refresh token, also where the answer kept the old one; null where there is none
 * @param hash of the refresh token
 * @param access the access token
 * @param scopes as the provider says now; null: unchanged
 * @param life of the access token from its receipt; null: nobody knows
 * @param schedule when to renew
 * @param facts what the provider told beside it, now; what it told before and not now stays
 * @param readAtNanos {@link System#nanoTime} when the answer was read
 */
public record FreshToken(
        @Nullable Sealed refresh,
        @Nullable TokenHash hash,
        Sealed access,
        String tokenType,
        @Nullable List<String> scopes,
        @Nullable Duration life,
        Schedule schedule,
        Map<String, String> facts,
        long readAtNanos) {
    /** How long ago it was read. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - readAtNanos);
    }

    /** The same token under other seals. */
    public FreshToken sealed(@Nullable Sealed otherRefresh, Sealed otherAccess) {
        return new FreshToken(otherRefresh, hash, otherAccess, tokenType, scopes, life, schedule, facts, readAtNanos);
    }
}
