// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Closed-loop load: each worker starts its next operation when the last one has ended. Bounded in time; what fails is counted, and told from what
 * succeeds.
 */
final class Load implements AutoCloseable {
    /** One operation of one worker, from its first request to its last answer. */
    interface Operation {
        /** Completes when it has succeeded. */
        CompletableFuture<Void> run();
    }

    /** What a measured span gave. */
    record Measured(long succeeded, long failed, Duration span, Histogram micros, String firstFailure) {
        double perSecond() {
            return succeeded * 1_000_000_000.0 / span.toNanos();
        }

        double millisAt(double percentile) {
            return micros.getValueAtPercentile(percentile) / 1_000.0;
        }
    }

    private static final long MICROS_MAX = 60_000_000;

    private final Vertx vertx;
    private final NetClient client;

    Load(Vertx vertx) {
        this.vertx = vertx;
        client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(5_000));
    }

    /** A kept connection to the origin of {@code url}. */
    HttpConnection connect(URI url) {
        return client.connect(url.getPort(), url.getHost())
                .map(HttpConnection::new)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Runs {@code workers} at once for {@code warmUp}, forgotten, and then for {@code span}, measured. {@code atStart} is called between the two. */
    Measured run(List<? extends Supplier<Operation>> workers, Duration warmUp, Duration span, Runnable atStart) {
        State state = new State();
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        for (Supplier<Operation> worker : workers) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ended.add(end);
            Operation operation = worker.get();
            vertx.runOnContext(go -> next(state, operation, end));
        }
        pause(warmUp);
        state.micros.reset();
        state.succeeded.set(0);
        state.failed.set(0);
        long begin = System.nanoTime();
        atStart.run();
        pause(span);
        Measured measured = new Measured(
                state.succeeded.get(),
                state.failed.get(),
                Duration.ofNanos(System.nanoTime() - begin),
                state.micros.copy(),
                state.firstFailure);
        state.stop = true;
        ended.forEach(CompletableFuture::join);
        return measured;
    }

    private static final class State {
        private final ConcurrentHistogram micros = new ConcurrentHistogram(MICROS_MAX, 3);
        private final AtomicLong succeeded = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private volatile String firstFailure = "";
        private volatile boolean stop;

        private void ended(long begun, Throwable failure) {
            if (failure == null) {
                micros.recordValue(Math.min(MICROS_MAX, (System.nanoTime() - begun) / 1_000));
                succeeded.incrementAndGet();
            } else {
                failed.incrementAndGet();
                if (firstFailure.isEmpty()) {
                    firstFailure = failure.toString();
                }
            }
        }
    }

    private static void next(State state, Operation operation, CompletableFuture<Void> end) {
        if (state.stop) {
            end.complete(null);
            return;
        }
        long begun = System.nanoTime();
        var _ = operation.run().whenComplete((done, failure) -> {
            state.ended(begun, failure);
            next(state, operation, end);
        });
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        var _ = client.close();
    }
}
