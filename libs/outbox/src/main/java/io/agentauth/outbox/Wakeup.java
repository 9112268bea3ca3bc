// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells the relay of this process that there is something to publish. Losing one costs a poll interval, nothing else. */
@ApplicationScoped
class Wakeup {
    private final Semaphore signals = new Semaphore(0);

    void signal() {
        if (signals.availablePermits() == 0) {
            signals.release();
        }
    }

    /** Whether a signal came before {@code atMost} was over. */
    boolean await(Duration atMost) throws InterruptedException {
        boolean signalled = signals.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        signals.drainPermits();
        return signalled;
    }
}
