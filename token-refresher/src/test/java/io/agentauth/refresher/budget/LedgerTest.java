// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R15")
class LedgerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration ANY = Duration.ofDays(1);
    private static final Duration A_QUARTER = Duration.ofMillis(250);

    private final BudgetConfig config = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(BudgetConfig.class)
            .build()
            .getConfigMapping(BudgetConfig.class);
    private final Ledger ledger = new Ledger();

    @Test
    @DisplayName("R15: a second's worth goes at once, the rest one after the other")
    void bucket() {
        for (int i = 0; i < 10; i++) {
            assertThat(ledger.reserve(0, 10, ANY)).isZero();
        }
        assertThat(ledger.reserve(0, 10, ANY)).isEqualTo(Duration.ofMillis(100));
        assertThat(ledger.reserve(0, 10, ANY)).isEqualTo(Duration.ofMillis(200));
        assertThat(ledger.reserve(10 * SECOND, 10, ANY)).isZero();
    }

    @Test
    @DisplayName("R15, I15, I18: who does not wait as long as it takes has no place in the line, and holds nobody up")
    void noPlaceUnused() {
        for (int check = 0; check < 1_000; check++) {
            var _ = ledger.reserve(0, 10, Duration.ZERO);
        }
        assertThat(ledger.reserve(0, 10, ANY)).isEqualTo(Duration.ofMillis(100));
        assertThat(ledger.reserve(0, 10, A_QUARTER)).isEqualTo(Duration.ofMillis(200));
        assertThat(ledger.reserve(0, 10, A_QUARTER)).isEqualTo(Duration.ofMillis(300));
        assertThat(ledger.reserve(0, 10, ANY)).isEqualTo(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @DisplayName(
            "R15: a hundred that are due at once at ten a second are all sent in about ten seconds, without many turns each")
    @ValueSource(longs = {1, 200, 1_000})
    void manyDueAtOnce(long beatMillis) {
        long beat = beatMillis * 1_000_000;
        PriorityQueue<Long> due = new PriorityQueue<>(Collections.nCopies(100, 0L));
        List<Long> sent = new ArrayList<>();
        int turns = 0;
        while (!due.isEmpty() && turns < 10_000) {
            long now = due.remove();
            Duration wait = ledger.reserve(now, 10, A_QUARTER);
            turns++;
            if (wait.compareTo(A_QUARTER) <= 0) {
                sent.add(now + wait.toNanos());
            } else {
                // Whoever looks for what is due does so once a beat.
                long back = now + ledger.comeBack(now, 10, wait).toNanos();
                due.add((back + beat - 1) / beat * beat);
            }
        }
        assertThat(sent).hasSize(100).allMatch(at -> at <= 12 * SECOND);
        assertThat(turns).isLessThan(400);
        for (long second = 0; second < 12; second++) {
            long from = second * SECOND;
            assertThat(sent.stream().filter(at -> at >= from && at < from + SECOND))
                    .hasSizeLessThanOrEqualTo(20);
        }
    }

    @Test
    @DisplayName("R15: however many are sent away, nobody comes back later than in a minute")
    void nobodyIsSentFarAway() {
        Duration last = Duration.ZERO;
        for (int i = 0; i < 10_000; i++) {
            last = ledger.comeBack(0, 10, A_QUARTER);
        }
        assertThat(last).isEqualTo(Ledger.FAR);
        assertThat(ledger.comeBack(30 * SECOND, 10, A_QUARTER))
                .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    }

    @Test
    @DisplayName("R15: after ten troubles in a row the breaker opens, each time for twice as long")
    void breakerOpensForLongerEachTime() {
        trouble(10, 0);
        assertThat(ledger.openFor(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(ledger.halfOpen(2 * SECOND)).isTrue();

        trouble(1, 2 * SECOND);
        assertThat(ledger.openFor(2 * SECOND)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    @DisplayName("R15: the breaker stays open for a minute at most, so that the end of an outage is noticed")
    void breakerIsBounded() {
        long now = 0;
        for (int i = 0; i < 20; i++) {
            trouble(10, now);
            now += ledger.openFor(now).toNanos() + 1;
        }
        trouble(1, now);
        assertThat(ledger.openFor(now)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    @DisplayName("R15: one answer closes it")
    void anAnswerClosesIt() {
        trouble(10, 0);

        ledger.answered();

        assertThat(ledger.openFor(0)).isZero();
        assertThat(ledger.halfOpen(5 * SECOND)).isFalse();
    }

    private void trouble(int times, long now) {
        for (int i = 0; i < times; i++) {
            ledger.troubled(now, config);
        }
    }
}
