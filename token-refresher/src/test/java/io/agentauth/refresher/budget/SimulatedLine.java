// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import io.agentauth.refresher.Settings;

/** One connection's {@link Ledger} in simulated time, with the shipped limits. Time is in seconds from any beginning. */
public final class SimulatedLine {
    private static final BudgetConfig SHIPPED = Settings.shipped(BudgetConfig.class);

    private final Ledger ledger = new Ledger();

    /** How many renewals may begin in the second that begins at {@code second}. */
    public int room(int second) {
        long now = nanos(second);
        if (ledger.openFor(now).isPositive()) {
            return 0;
        }
        return ledger.halfOpen(now) ? 1 : SHIPPED.perSecond();
    }

    /** The provider answered. Whether it had not for a while. */
    public boolean answered(int second) {
        boolean healed = ledger.halfOpen(nanos(second));
        ledger.answered();
        return healed;
    }

    /** It did not. */
    public void troubled(int second) {
        ledger.troubled(nanos(second), SHIPPED);
    }

    private static long nanos(int second) {
        return second * 1_000_000_000L;
    }
}
