// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

/** When something happens to a request: before the provider acts on it (no token is spent), or after (the rotation is done, the answer not sent). */
public enum At {
    BEFORE,
    AFTER
}
