// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.refresher.CrashPoint;
import io.agentauth.upstream.Progress;
import java.time.Duration;

/**
 * What one presentation may cost, and who is told how far it has come.
 *
 * @param read passed when the answer is there, for {@code subject}
 */
record Sending(Duration within, Progress progress, CrashPoint read, Object subject) {
    /** What is left for another request of the same presentation, which began then. */
    Sending rest(long begunNanos) {
        Duration left = within.minusNanos(System.nanoTime() - begunNanos);
        return new Sending(left.isPositive() ? left : Duration.ofMillis(1), Progress.UNWATCHED, read, subject);
    }
}
