// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** 403: the API key is valid and may not do this. */
public final class PermissionDeniedException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    PermissionDeniedException(String message, Facts facts) {
        super(message, facts);
    }
}
