// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.agentauth.refresher.renewal.LoadSimulation.Curve;
import io.agentauth.refresher.renewal.LoadSimulation.Scenario;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The load that the renewals of very many accounts make. {@code ./agent-auth bench schedule 10000000} prints the curves of
 * docs/operations/sizing.md.
 */
class CountedLoadTest {
    private static final Logger LOG = Logger.getLogger(CountedLoadTest.class);
    private static final int ACCOUNTS = Integer.getInteger("load.accounts", 300_000);
    private static final int EACH = Integer.getInteger("load.each", 0);
    private static final int HOUR = 3_600;
    private static final int CONNECTIONS = 20;

    @Test
    @DisplayName("R14: accounts that were connected at any time make a flat curve, however many they are")
    void flat() {
        Curve curve = simulated("tokens of every age", new CountedLoad(scenario(ACCOUNTS)).steady(), 6 * HOUR);

        double mean = curve.mean(0, 6 * HOUR);
        assertThat(mean).isCloseTo(ACCOUNTS / 2_700.0, withinPercentage(1));
        assertThat(curve.peak(0, 6 * HOUR)).isLessThan(1.05 * mean);
        assertThat(curve.expired()).isZero();
    }

    @Test
    @DisplayName("R14: an import of very many accounts is spread further with every renewal")
    void spreads() {
        Curve curve =
                simulated("all connected in ten minutes", new CountedLoad(scenario(ACCOUNTS)).imported(600), 24 * HOUR);

        assertThat(curve.mean(0, 2_500)).as("nobody is due yet").isZero();
        assertThat(curve.peak(21 * HOUR, 24 * HOUR)).isLessThan(0.6 * curve.peak(0, 3 * HOUR));
        assertThat(curve.expired()).isZero();
    }

    @Test
    @DisplayName("R15, R17: after an outage of an hour the replicas renew at their pace, and the wave flattens")
    void outage() {
        Scenario scenario = scenario(ACCOUNTS);
        Curve curve = simulated(
                "nothing answers in the third hour",
                new CountedLoad(scenario).steady().outage(2 * HOUR, 3 * HOUR),
                12 * HOUR);

        assertThat(curve.mean(2 * HOUR + 600, 3 * HOUR)).as("while it lasts").isLessThan(CONNECTIONS / 25.0);
        int healed = curve.caughtUp(3 * HOUR + 61);
        LOG.infof(
                "caught up %d s after the outage, %d renewals after the end of their access token",
                healed - 3 * HOUR, curve.expired());
        assertThat(healed - 3 * HOUR).isLessThan(15 * 60);
        assertThat(curve.peak(3 * HOUR, 12 * HOUR)).isLessThanOrEqualTo(scenario.perSecond());
        assertThat(curve.peak(11 * HOUR, 12 * HOUR)).isLessThan(0.8 * curve.peak(healed + 600, healed + HOUR));
    }

    @Test
    @DisplayName("counted and one by one, the same scenario makes the same curve")
    void sameAsOneByOne() {
        Scenario scenario = new Scenario(50_000, 20, HOUR, 5 * 50_000 / 2_700, 42);
        Curve counted =
                new CountedLoad(scenario).steady().outage(HOUR, 2 * HOUR).run(6 * HOUR, _ -> {});
        Curve each = new LoadSimulation(scenario, 6 * HOUR)
                .steady()
                .outage(HOUR, 2 * HOUR)
                .run(6 * HOUR);

        for (int from = 0; from < 6 * HOUR; from += 600) {
            assertThat(counted.mean(from, from + 600))
                    .as("minute %d", from / 60)
                    .isBetween(0.85 * each.mean(from, from + 600) - 4, 1.15 * each.mean(from, from + 600) + 4);
        }
        assertThat(counted.caughtUp(2 * HOUR + 61)).isCloseTo(each.caughtUp(2 * HOUR + 61), withinPercentage(2));
        assertThat(counted.expired()).isCloseTo(each.expired(), withinPercentage(3));
    }

    private static Scenario scenario(int accounts) {
        return new Scenario(accounts, CONNECTIONS, HOUR, accounts / 540, 42);
    }

    private static Curve simulated(String what, CountedLoad load, int seconds) {
        Curve curve = load.run(seconds, hours -> {
            if (EACH > 0) {
                LOG.infof("%s: %d of %d hours", what, hours, seconds / HOUR);
            }
        });
        if (EACH > 0) {
            LOG.infof("%s, %d accounts, seed 42%n%s", what, ACCOUNTS, curve.text(EACH));
        }
        return curve;
    }
}
