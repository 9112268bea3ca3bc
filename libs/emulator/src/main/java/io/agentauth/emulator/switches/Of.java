// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

/** Which token requests a switch is for. */
public enum Of {
    ANY,
    CODE,
    REFRESH,
    DEVICE;

    /** Whether a request of {@code kind} is meant. */
    public boolean covers(Of kind) {
        return this == ANY || this == kind;
    }
}
