// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Optional;

/** 429: ours ({@code rate_limited}) or the provider's ({@code provider_rate_limited}). */
public final class RateLimitException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    RateLimitException(String message, Facts facts) {
        super(message, facts);
    }

    /** Until when the provider limits, as it is answered: RFC 3339. */
    public Optional<String> limitedUntil() {
        return Optional.ofNullable(facts().limitedUntil());
    }
}
