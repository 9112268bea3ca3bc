// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.two;

import io.agentauth.testkit.planted.one.One;

/** Breaks CYCLES with {@link One}. */
public final class Two {
    One one;
}
