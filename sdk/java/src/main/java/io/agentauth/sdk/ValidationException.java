// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** 4xx: the request is wrong; {@link #errors()} names the fields. */
public final class ValidationException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    ValidationException(String message, Facts facts) {
        super(message, facts);
    }
}
