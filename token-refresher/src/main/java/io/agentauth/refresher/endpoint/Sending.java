// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DpopKey;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.upstream.Progress;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one presentation may cost, and who is told how far it has come.
 *
 * @param read passed when the answer is there, for {@code subject}
 * @param key that is proved; null where none is
 */
record Sending(Duration within, Progress progress, CrashPoint read, Object subject, @Nullable DpopKey key) {
    Sending(Duration within, Progress progress, CrashPoint read, Object subject) {
        this(within, progress, read, subject, null);
    }

    /** The same with the key that {@code presented} is bound to, if it is. */
    Sending proving(@Nullable Sensitive presented) {
        DpopKey bound = presented == null
                ? null
                : BoundToken.find(presented).map(BoundToken::key).orElse(null);
        return new Sending(within, progress, read, subject, bound);
    }

    /** What is left for another request of the same presentation, which began then. */
    Sending rest(long begunNanos) {
        Duration left = within.minusNanos(System.nanoTime() - begunNanos);
        return new Sending(left.isPositive() ? left : Duration.ofMillis(1), Progress.UNWATCHED, read, subject, key);
    }
}
