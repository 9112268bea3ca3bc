// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import org.jspecify.annotations.Nullable;

/**
 * The consents of an account, counted.
 *
 * @param current the one in use; 0 before the first
 * @param last the highest that was handed out
 * @param ended this one and all below have ended for good
 * @param reauth the one whose link is shown as {@code reauth_url}, where there is one
 */
record Generations(long current, long last, long ended, @Nullable Long reauth) {
    static final Generations NONE = new Generations(0, 0, 0, null);

    /** Whether something that was handed out has not ended yet. */
    boolean isOpen() {
        return last > ended;
    }

    Generations endAll() {
        return new Generations(current, last, last, null);
    }
}
