// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does things at the same time, each on a thread of its own. */
final class AtOnce {
    private AtOnce() {}

    /** All results, in the order of {@code items}; fails as the first that failed. */
    static <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> results = items.stream()
                    .map(item -> threads.submit(() -> work.apply(item)))
                    .toList();
            return results.stream().map(AtOnce::result).toList();
        }
    }

    /** As {@link #map}, but no more than {@code most} at a time. */
    static <T, R> List<R> map(Collection<T> items, int most, Function<T, R> work) {
        Semaphore room = new Semaphore(most);
        return map(items, item -> {
            room.acquireUninterruptibly();
            try {
                return work.apply(item);
            } finally {
                room.release();
            }
        });
    }

    static <T> void each(Collection<T> items, Consumer<T> work) {
        map(items, item -> {
            work.accept(item);
            return item;
        });
    }

    /** Begins something whose result nobody looks at: it may fail or be refused. */
    static void begin(Runnable work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                // What came of it is read from the truth log and from the account.
            }
        });
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
