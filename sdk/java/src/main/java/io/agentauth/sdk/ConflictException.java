// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** 409: the state does not allow it. */
public final class ConflictException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    ConflictException(String message, Facts facts) {
        super(message, facts);
    }
}
