// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.pace;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A turn that repeats for as long as the process lives: again at once while there is more to do, after a pause when there is not, after a
 * growing pause while it fails. Turns of one loop never overlap.
 */
public final class Loop {
    private static final Logger LOG = Logger.getLogger(Loop.class);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    /** What a turn found. */
    public enum Found {
        /** There may be more: the next turn follows at once. */
        MORE,
        /** Nothing more for now. */
        ENOUGH
    }

    private final Vertx vertx;
    private final String name;
    private final Duration pause;
    private final Supplier<Uni<? extends Found>> turn;
    private boolean stopped = true;
    private boolean turning;
    private boolean woken;
    private long timer = -1;
    private int failures;

    /** A loop that is not started yet; {@code name} is for the log. */
    public Loop(Vertx vertx, String name, Duration pause, Supplier<Uni<? extends Found>> turn) {
        this.vertx = vertx;
        this.name = name;
        this.pause = pause;
        this.turn = turn;
    }

    /** Begins, with the first turn after one pause. */
    public synchronized void start() {
        stopped = false;
        sleep(pause);
    }

    /** Begins when {@code ready} has completed: what it works on is not there before. */
    public void startAfter(Uni<?> ready) {
        ready.subscribe().with(_ -> start(), failure -> LOG.errorf(failure, "%s: does not start", name));
    }

    /** Asks for a turn now; while one runs, for another right after it. */
    public synchronized void wake() {
        if (stopped) {
            return;
        }
        if (turning) {
            woken = true;
        } else {
            var _ = vertx.cancelTimer(timer);
            sleep(Duration.ofMillis(1));
        }
    }

    /** No further turn begins; the one that runs ends by itself. */
    public synchronized void stop() {
        stopped = true;
        var _ = vertx.cancelTimer(timer);
    }

    /** As {@link #stop}, and blocks until the turn that runs has ended, or for {@code most}: what it began is known to others then. */
    public synchronized void stopAndWait(Duration most) throws InterruptedException {
        stop();
        long end = System.nanoTime() + most.toNanos();
        while (turning && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
    }

    private void sleep(Duration wait) {
        timer = vertx.setTimer(Math.max(1, wait.toMillis()), _ -> begin());
    }

    private void begin() {
        synchronized (this) {
            if (stopped || turning) {
                return;
            }
            turning = true;
            woken = false;
        }
        Uni.createFrom().deferred(turn).subscribe().with(this::ended, this::failed);
    }

    private synchronized void ended(Found found) {
        if (failures > 0) {
            LOG.infof("%s: works again", name);
        }
        failures = 0;
        next(found == Found.MORE || woken ? Duration.ZERO : pause);
    }

    private synchronized void failed(Throwable failure) {
        if (failures == 0) {
            LOG.warnf(failure, "%s: fails and is tried again", name);
        }
        failures = Math.min(failures + 1, 10);
        Duration longer = pause.multipliedBy(1L << failures);
        next(longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX);
    }

    private void next(Duration wait) {
        turning = false;
        notifyAll();
        if (!stopped) {
            sleep(wait);
        }
    }
}
