// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import org.jspecify.annotations.Nullable;

/** What a reader is told: null if the environment has no such account. */
record Found(@Nullable FoundToken token) {
    static final Found NOTHING = new Found(null);
}
