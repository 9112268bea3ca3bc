// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many seals of this process did not open although their keyset is held: each was tampered with, moved or rolled back. A seal of a keyset that
 * is not held yet is not among them. For a metric; who asks for a secret learns no more than {@link CannotOpen}.
 */
public final class Unopened {
    private static final Unopened ALL = new Unopened();

    private final LongAdder count = new LongAdder();

    private Unopened() {}

    /** Of all vaults of the process. */
    public static Unopened all() {
        return ALL;
    }

    /** Since the process began. */
    public long count() {
        return count.sum();
    }

    /** One more; its error. */
    CannotOpen another() {
        count.increment();
        return new CannotOpen();
    }
}
