// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.refresher.grant.Health;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to try again after a renewal that brought nothing and condemned nothing (rule R17): within seconds while the access token lives, then
 * after 1, 10 and 100 minutes, then daily, then only when somebody asks. Each wait is shortened at random, because many may
 * fail together.
 */
final class Ladder {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration WHILE_ALIVE_MAX = Duration.ofSeconds(60);
    private static final List<Duration> AFTER_EXPIRY =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(100));
    private static final Duration DAILY = Duration.ofDays(1);
    private static final int DAYS_MAX = 4;

    /**
     * Where a grant stands after a failure.
     *
     * @param failures how many in a row on this part of the ladder
     * @param pause until the next try; null: none by itself
     */
    record Rung(Health health, int failures, @Nullable Duration pause) {}

    private Ladder() {}

    /**
     * The next rung.
     *
     * @param before the health before this failure
     * @param failures how many failures in a row there were before, on that health's part of the ladder
     * @param alive whether the access token still lives, or nobody knows its life
     */
    static Rung next(Health before, int failures, boolean alive, DoubleSupplier chance) {
        if (alive) {
            int count = before == Health.REFRESH_DUE ? failures + 1 : 1;
            return new Rung(Health.REFRESH_DUE, count, jitter(whileAlive(count), chance));
        }
        boolean first = before != Health.DEGRADED && before != Health.EXHAUSTED;
        int count = first ? 1 : failures + 1;
        if (before == Health.EXHAUSTED || count > AFTER_EXPIRY.size() + DAYS_MAX) {
            return new Rung(Health.EXHAUSTED, count, null);
        }
        Duration step = count <= AFTER_EXPIRY.size() ? AFTER_EXPIRY.get(count - 1) : DAILY;
        return new Rung(Health.DEGRADED, count, jitter(step, chance));
    }

    private static Duration whileAlive(int count) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(count - 1, 10));
        return doubled.compareTo(WHILE_ALIVE_MAX) < 0 ? doubled : WHILE_ALIVE_MAX;
    }

    /** Between half of the wait and all of it: at random, and never at once. */
    private static Duration jitter(Duration wait, DoubleSupplier chance) {
        return Duration.ofMillis((long) (wait.toMillis() * (0.5 + chance.getAsDouble() / 2)));
    }
}
