// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

/** What an old refresh token that is shown again within the grace time yields. */
public enum GraceAnswer {
    /** The same pair as before. */
    SAME,
    /** A new pair, beside the first. */
    NEW
}
