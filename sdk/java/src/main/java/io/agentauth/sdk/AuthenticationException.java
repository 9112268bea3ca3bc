// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** 401: the API key is missing, unknown or revoked. */
public final class AuthenticationException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    AuthenticationException(String message, Facts facts) {
        super(message, facts);
    }
}
