// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.refresher.pace.Loop.Found;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @DisplayName("fault matrix 9: a stopping process knows everything that its last turn has begun")
    void stoppingWaitsForTheTurnThatRunsAndNoOtherFollows() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        CompletableFuture<Found> work = new CompletableFuture<>();
        Loop loop = new Loop(vertx, "test", Duration.ofMillis(1), () -> {
            turns.incrementAndGet();
            return Uni.createFrom().completionStage(work);
        });
        loop.start();
        await().until(() -> turns.get() == 1);

        Thread stopping = Thread.ofPlatform().start(() -> stopAndWait(loop, LONG));
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        work.complete(Found.MORE);
        assertThat(stopping.join(LONG)).isTrue();

        loop.wake();
        assertThat(turns).hasValue(1);
    }

    @Test
    void aTurnThatDoesNotEndIsWaitedForWithinLimits() {
        AtomicInteger turns = new AtomicInteger();
        Loop loop = new Loop(vertx, "test", Duration.ofMillis(1), () -> {
            turns.incrementAndGet();
            return Uni.createFrom().nothing();
        });
        loop.start();
        await().until(() -> turns.get() == 1);

        stopAndWait(loop, Duration.ofMillis(5));

        assertThat(turns).hasValue(1);
    }

    private static void stopAndWait(Loop loop, Duration most) {
        try {
            loop.stopAndWait(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
