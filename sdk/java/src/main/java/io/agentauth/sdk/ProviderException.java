// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** The provider failed or refused; {@link #providerError()} is what it said. */
public final class ProviderException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    ProviderException(String message, Facts facts) {
        super(message, facts);
    }
}
