// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Optional;

/** A person must connect the account again. */
public final class ReauthorizationRequiredException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    ReauthorizationRequiredException(String message, Facts facts) {
        super(message, facts);
    }

    /** Where to send the person, as far as it is known. */
    public Optional<String> authUrl() {
        return Optional.ofNullable(facts().authUrl());
    }
}
