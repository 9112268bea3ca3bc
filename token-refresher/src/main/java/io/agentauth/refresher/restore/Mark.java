// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import java.util.Comparator;

/** How new a token is: of two of one generation the later epoch's is the newer, then the higher version. */
record Mark(long epoch, long generation, long version) implements Comparable<Mark> {
    private static final Comparator<Mark> ORDER = Comparator.comparingLong(Mark::generation)
            .thenComparingLong(Mark::epoch)
            .thenComparingLong(Mark::version);

    @Override
    public int compareTo(Mark other) {
        return ORDER.compare(this, other);
    }
}
