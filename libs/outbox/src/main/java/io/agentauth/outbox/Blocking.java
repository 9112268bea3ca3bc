// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a Uni, with a limit, on a thread that may wait: the relay's and the consumers' own. */
final class Blocking {
    private Blocking() {}

    static <T> T get(Uni<T> uni, Duration atMost) throws InterruptedException, ExecutionException, TimeoutException {
        return uni.subscribeAsCompletionStage().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
