// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a provider does with a code challenge.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>
 */
public enum PkceSupport {
    /** No flow without one. */
    @JsonProperty("required")
    REQUIRED,
    /** Checked when sent, so it is sent. */
    @JsonProperty("supported")
    SUPPORTED,
    /** Sent only where the connection asks for it, because sending it changes the application's registration. */
    @JsonProperty("opt_in")
    OPT_IN,
    /** Not sent. */
    @JsonProperty("none")
    NONE;

    /** Whether a challenge is sent, {@code optedIn} being the connection's own wish. */
    public boolean sent(boolean optedIn) {
        return switch (this) {
            case REQUIRED, SUPPORTED -> true;
            case OPT_IN -> optedIn;
            case NONE -> false;
        };
    }
}
