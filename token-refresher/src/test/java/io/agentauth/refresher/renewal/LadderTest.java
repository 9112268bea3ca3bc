// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.grant.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R17")
class LadderTest {
    @Test
    @DisplayName("R17: while the access token lives, the next try comes within seconds, then at most a minute later")
    void secondsWhileItLives() {
        List<Duration> pauses = climb(8, true, Health.HEALTHY);

        assertThat(pauses)
                .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
                .endsWith(Duration.ofSeconds(60));
    }

    @Test
    @DisplayName("R17: after its expiry 1, 10 and 100 minutes, then daily, then no more")
    void afterExpiry() {
        List<Duration> pauses = climb(8, false, Health.REFRESH_DUE);

        assertThat(pauses)
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(100),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        null);
    }

    @Test
    @DisplayName("R17: refresh_due while it lives, degraded when it has expired, exhausted in the end")
    void healths() {
        assertThat(Ladder.next(Health.HEALTHY, 0, true, () -> 1).health()).isEqualTo(Health.REFRESH_DUE);
        assertThat(Ladder.next(Health.REFRESH_DUE, 9, false, () -> 1))
                .extracting(Ladder.Rung::health, Ladder.Rung::failures)
                .containsExactly(Health.DEGRADED, 1);
        assertThat(Ladder.next(Health.DEGRADED, 7, false, () -> 1).health()).isEqualTo(Health.EXHAUSTED);
        assertThat(Ladder.next(Health.EXHAUSTED, 8, false, () -> 1).pause()).isNull();
    }

    @Test
    @DisplayName("R15: a pause is shortened at random, to a half at most")
    void jitter() {
        assertThat(Ladder.next(Health.DEGRADED, 1, false, () -> 0).pause()).isEqualTo(Duration.ofMinutes(5));
    }

    private static List<Duration> climb(int steps, boolean alive, Health from) {
        List<Duration> pauses = new ArrayList<>();
        Ladder.Rung rung = new Ladder.Rung(from, 0, Duration.ZERO);
        for (int i = 0; i < steps; i++) {
            rung = Ladder.next(rung.health(), rung.failures(), alive, () -> 1);
            pauses.add(rung.pause());
        }
        return pauses;
    }
}
