// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time between two looks at something that cannot call back. */
public final class Pause {
    private Pause() {}

    /** Waits; ends at once when interrupted. */
    public static void of(Duration time) throws InterruptedException {
        var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
