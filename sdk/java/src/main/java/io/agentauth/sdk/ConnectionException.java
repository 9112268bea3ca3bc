// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import org.jspecify.annotations.Nullable;

/** No answer: no connection, a lost one, or none in time. */
public final class ConnectionException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    private final boolean timedOut;

    ConnectionException(String message, boolean timedOut, @Nullable Throwable cause) {
        super(message, Facts.NONE);
        this.timedOut = timedOut;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** Whether there was no answer within the time limit. */
    public boolean timedOut() {
        return timedOut;
    }
}
