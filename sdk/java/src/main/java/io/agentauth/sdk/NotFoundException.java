// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** 404 and 410: there is no such thing, or not any more. */
public final class NotFoundException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    NotFoundException(String message, Facts facts) {
        super(message, facts);
    }
}
