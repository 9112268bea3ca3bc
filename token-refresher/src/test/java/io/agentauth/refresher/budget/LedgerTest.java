// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R15")
class LedgerTest {
    private static final long SECOND = 1_000_000_000L;

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
            assertThat(ledger.reserve(0, 10)).isZero();
        }
        assertThat(ledger.reserve(0, 10)).isEqualTo(Duration.ofMillis(100));
        assertThat(ledger.reserve(0, 10)).isEqualTo(Duration.ofMillis(200));
        assertThat(ledger.reserve(10 * SECOND, 10)).isZero();
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
