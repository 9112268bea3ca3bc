// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.renewal.LoadSimulation.Curve;
import io.agentauth.refresher.renewal.LoadSimulation.Scenario;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The load that renewals make, by the shipped schedule. The curves of docs/operations/sizing.md are its output with
 * {@code -Dload.accounts=10000000 -Dload.each=600}.
 */
class RenewalLoadTest {
    private static final Logger LOG = Logger.getLogger(RenewalLoadTest.class);
    private static final int ACCOUNTS = Integer.getInteger("load.accounts", 50_000);
    private static final int EACH = Integer.getInteger("load.each", 0);
    private static final int CONNECTIONS = 20;
    private static final int HOUR = 3_600;

    // Replicas that manage five times the mean: a token of an hour is renewed after 45 minutes.
    private static final int PER_SECOND = 5 * ACCOUNTS / 2_700;
    private static final Scenario SCENARIO = new Scenario(ACCOUNTS, CONNECTIONS, HOUR, PER_SECOND, 42);

    @Test
    @DisplayName(
            "R14: accounts that were connected at any time make a flat curve: no minute is an eighth above the mean")
    void flat() {
        Curve curve = new LoadSimulation(SCENARIO, 3 * HOUR).steady().run(3 * HOUR);
        print("tokens of every age", curve);

        double mean = curve.mean(0, 3 * HOUR);
        assertThat(mean).isBetween(0.97 * ACCOUNTS / 2_700, 1.03 * ACCOUNTS / 2_700);
        assertThat(curve.peak(0, 3 * HOUR)).isLessThan(1.125 * mean);
        assertThat(curve.expired()).isZero();
    }

    @Test
    @DisplayName("R14: accounts that were all connected in ten minutes are spread further with every renewal")
    void spreads() {
        Curve curve = new LoadSimulation(SCENARIO, 24 * HOUR).imported(600).run(24 * HOUR);
        print("all connected in ten minutes", curve);

        double first = curve.peak(0, 3 * HOUR);
        double second = curve.peak(9 * HOUR, 12 * HOUR);
        double last = curve.peak(21 * HOUR, 24 * HOUR);
        assertThat(second).isLessThan(0.6 * first);
        assertThat(last).isLessThan(0.8 * second);
        assertThat(curve.expired()).isZero();
    }

    @Test
    @DisplayName(
            "R15, R17: an outage of an hour is asked about once a minute a connection, and is caught up at the replicas' pace")
    void outage() {
        int from = 2 * HOUR;
        int until = 3 * HOUR;
        Curve curve = new LoadSimulation(SCENARIO, 12 * HOUR)
                .steady()
                .outage(from, until)
                .run(12 * HOUR);
        print("nothing answers in the third hour", curve);

        assertThat(curve.mean(from + 600, until)).as("while it lasts").isLessThan(CONNECTIONS / 25.0);
        int healed = curve.caughtUp(until + 61);
        assertThat(healed - until)
                .as("at five times the mean a backlog of an hour takes a fifth of an hour, and the breaker a minute")
                .isLessThan(15 * 60);
        assertThat(curve.peak(until, 12 * HOUR)).isLessThanOrEqualTo(PER_SECOND);
        assertThat(curve.peak(11 * HOUR, 12 * HOUR))
                .as("the wave flattens")
                .isLessThan(0.8 * curve.peak(healed + 600, healed + HOUR));
    }

    @Test
    @DisplayName("the same seed makes the same curve")
    void deterministic() {
        Scenario small = new Scenario(2_000, 10, HOUR, 50, 7);

        Curve one = new LoadSimulation(small, 2 * HOUR)
                .steady()
                .outage(HOUR, HOUR + 600)
                .run(2 * HOUR);
        Curve other = new LoadSimulation(small, 2 * HOUR)
                .steady()
                .outage(HOUR, HOUR + 600)
                .run(2 * HOUR);

        assertThat(one.begun()).containsExactly(other.begun());
        assertThat(one.mean(0, 2 * HOUR)).isPositive();
    }

    private static void print(String what, Curve curve) {
        if (EACH > 0) {
            LOG.infof("%s, %d accounts, seed %d%n%s", what, ACCOUNTS, SCENARIO.seed(), curve.text(EACH));
        }
    }
}
