// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Duration;
import java.time.Instant;

/** The time of a client. Tests give one that they move themselves. */
public interface Timing {
    /** Time, as it is. */
    Timing SYSTEM = new Timing() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            Thread.sleep(pause.toMillis());
        }
    };

    Instant now();

    void sleep(Duration pause) throws InterruptedException;
}
