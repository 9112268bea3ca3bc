// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import java.util.Comparator;

/** How new a token is: of two for the same slot, the higher one wins, whatever the order of their arrival. */
record TokenMark(long epoch, long generation, long version) implements Comparable<TokenMark> {
    static final TokenMark NONE = new TokenMark(Long.MIN_VALUE, 0, 0);
    private static final Comparator<TokenMark> ORDER = Comparator.comparingLong(TokenMark::epoch)
            .thenComparingLong(TokenMark::generation)
            .thenComparingLong(TokenMark::version);

    @Override
    public int compareTo(TokenMark other) {
        return ORDER.compare(this, other);
    }
}
