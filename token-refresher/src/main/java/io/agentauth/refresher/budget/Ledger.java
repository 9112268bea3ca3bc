// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import java.time.Duration;

/** One connection's account in this process. Time is monotonic and passed in. */
final class Ledger {
    /** The latest that somebody is told to come back. */
    static final Duration FAR = Duration.ofSeconds(60);

    private int underWay;
    private int troubles;
    private int openings;
    private long openUntil;
    private boolean open;
    private long nextFree;
    private boolean reserved;
    private long nextBack;
    private boolean awaited;

    synchronized void enter() {
        underWay++;
    }

    synchronized void leave() {
        underWay--;
    }

    synchronized int underWay() {
        return underWay;
    }

    /** The provider gave an answer that it stands behind, of whatever kind. */
    synchronized void answered() {
        troubles = 0;
        openings = 0;
        open = false;
    }

    /** The provider could not be reached or was not itself. */
    synchronized void troubled(long now, BudgetConfig config) {
        troubles++;
        if (troubles < config.breakerAfter() || (open && now - openUntil < 0)) {
            return;
        }
        // The next try after the pause is one trouble away from the next, longer pause.
        troubles = config.breakerAfter() - 1;
        Duration pause = config.breakerFirst().multipliedBy(1L << Math.min(openings, 16));
        openings++;
        open = true;
        openUntil = now + Math.min(pause.toNanos(), config.breakerMax().toNanos());
    }

    /** How long the breaker still stays open. */
    synchronized Duration openFor(long now) {
        return open && openUntil - now > 0 ? Duration.ofNanos(openUntil - now) : Duration.ZERO;
    }

    /** Whether the pause is over and nothing has succeeded since: one try at a time then. */
    synchronized boolean halfOpen(long now) {
        return open && openUntil - now <= 0;
    }

    /**
     * Takes the next place in line at {@code perSecond}, and says how long to wait for it. A second's worth may go at once. Where the wait is
     * longer than {@code most}, no place is taken.
     */
    synchronized Duration reserve(long now, double perSecond, Duration most) {
        long interval = (long) (1e9 / perSecond);
        long burst = (long) Math.min(1e9, Math.max(0, 1e9 - interval));
        if (!reserved || nextFree - now < -burst) {
            reserved = true;
            nextFree = now - burst;
        }
        long wait = Math.max(0, nextFree - now);
        if (wait <= most.toNanos()) {
            nextFree += interval;
        }
        return Duration.ofNanos(wait);
    }

    /**
     * When somebody who got no place comes back: after {@code wait}, and one after the other at {@code perSecond}, so that they find a place
     * then. It takes none, and it is never later than {@link #FAR}.
     */
    synchronized Duration comeBack(long now, double perSecond, Duration wait) {
        long earliest = now + wait.toNanos();
        long back = !awaited || nextBack - earliest < 0 ? earliest : nextBack;
        if (back - now > FAR.toNanos()) {
            return FAR;
        }
        awaited = true;
        nextBack = back + (long) (1e9 / perSecond);
        return Duration.ofNanos(back - now);
    }

    synchronized boolean idle(long now) {
        return underWay == 0 && troubles == 0 && !open && nextFree - now < 0 && (!awaited || nextBack - now < 0);
    }
}
