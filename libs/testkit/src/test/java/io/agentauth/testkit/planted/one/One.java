// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.one;

import io.agentauth.testkit.planted.two.Two;
import jakarta.inject.Inject;

/** Breaks CYCLES with {@link Two}, INJECTION, STORES. */
public final class One {
    @Inject
    Two two;

    Object store() {
        return new io.agentauth.testkit.planted.two.TwoStore();
    }
}
