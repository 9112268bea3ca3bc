// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next try: twice as long each time up to a limit, and a little by chance so that replicas do not march in step. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final Duration longest;
    private Duration next = FIRST;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    Duration next() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos() + 1));
    }

    void reset() {
        next = FIRST;
    }
}
