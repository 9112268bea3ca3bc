// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import io.agentauth.sdk.AccessToken;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.TokenWishes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Bearer tokens of connected accounts. Each call asks Agent Auth, which renews what is about to expire and records who read what; so nothing is kept here.
 *
 * <p>Calls block: make them on a worker or a virtual thread. What they throw are the SDK's exceptions, {@link
 * io.agentauth.sdk.ReauthorizationRequiredException} with the link for the person among them.
 */
@Singleton
public class ConnectedAccounts {
    private final AgentAuth agentAuth;
    private final Duration minValidity;

    @Inject
    ConnectedAccounts(AgentAuth agentAuth, AgentAuthConfig config) {
        this.agentAuth = agentAuth;
        this.minValidity = config.minValidity();
    }

    /** What the header {@code Authorization} of a call for the account is; a secret. RFC 6750 §2.1. */
    public String bearer(String accountId) {
        return "Bearer " + token(accountId).accessToken();
    }

    /** A token that is valid now. */
    public AccessToken token(String accountId) {
        return agentAuth.accounts().getToken(accountId, TokenWishes.any().minValidity(minValidity));
    }
}
