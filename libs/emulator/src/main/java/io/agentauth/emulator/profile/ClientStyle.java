// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

/** How a client may prove itself (RFC 6749 §2.3.1). */
public enum ClientStyle {
    BASIC,
    POST
}
