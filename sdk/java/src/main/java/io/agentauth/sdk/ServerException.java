// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** 5xx, and answers that nobody can read. */
public final class ServerException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    ServerException(String message, Facts facts) {
        super(message, facts);
    }
}
