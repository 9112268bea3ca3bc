// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Property
    @Label("R14: a token is announced and swept before it expires, whatever its life, its provider and the chance")
    void scheduleIsNeverAfterExpiry(
            @ForAll @LongRange(min = 1, max = 400L * 86_400) long seconds,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double chance,
            @ForAll boolean onlyNearEnd) {
        Duration life = Duration.ofSeconds(seconds);

        Schedule schedule = Schedule.of(life, new Renewability(onlyNearEnd, null), () -> chance);

        assertThat(schedule.due()).isPositive().isLessThanOrEqualTo(schedule.sweep());
        assertThat(schedule.sweep()).isLessThan(life);
    }

    @Property
    @Label("R14: due between 70 and 80 percent of the life, swept at most 30 s or 5 percent later")
    void dueIsInTheNinthTenth(
            @ForAll @LongRange(min = 10, max = 86_400) long seconds,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double chance) {
        Duration life = Duration.ofSeconds(seconds);

        Schedule schedule = Schedule.of(life, Renewability.PLAIN, () -> chance);

        assertThat(schedule.due()).isBetween(share(life, 0.6999), share(life, 0.8));
        assertThat(schedule.sweep().minus(schedule.due()))
                .isLessThanOrEqualTo(Duration.ofSeconds(30))
                .isLessThanOrEqualTo(life.dividedBy(20));
    }

    @Test
    @DisplayName("R14: a token of unknown life is not scheduled")
    void unknownLifeIsNotScheduled() {
        assertThat(Schedule.of(null, Renewability.PLAIN, () -> 0.5)).isEqualTo(new Schedule(null, null));
    }

    @Test
    @DisplayName("R14: where only the end of the life brings a new token, it is asked for within the last 30 s")
    void nearTheEndMeansNearTheEnd() {
        Schedule schedule = Schedule.of(Duration.ofHours(1), new Renewability(true, null), () -> 0);

        assertThat(schedule.due()).isEqualTo(Duration.ofHours(1).minusSeconds(30));
    }

    @Test
    @DisplayName("R18: an idle limit shorter than the life, or without one, keeps the refresh token in use")
    void idleGrantsAreKeptAlive() {
        Renewability idle = new Renewability(false, Duration.ofDays(10));

        assertThat(Schedule.of(null, idle, () -> 0).sweep()).isEqualTo(Duration.ofDays(8));
        assertThat(Schedule.of(Duration.ofDays(100), idle, () -> 0).due()).isEqualTo(Duration.ofDays(8));
        assertThat(Schedule.of(Duration.ofHours(1), idle, () -> 0).due()).isEqualTo(Duration.ofMinutes(48));
    }

    @Test
    @DisplayName("a token that cannot be renewed is looked at when it expires")
    void unrenewable() {
        assertThat(Schedule.unrenewable(Duration.ofHours(8))).isEqualTo(new Schedule(null, Duration.ofHours(8)));
    }

    private static Duration share(Duration life, double share) {
        return Duration.ofMillis((long) (life.toMillis() * share));
    }
}
