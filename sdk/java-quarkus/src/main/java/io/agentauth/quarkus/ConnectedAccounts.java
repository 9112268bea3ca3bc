// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import io.agentauth.sdk.AccessToken;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.TokenWishes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

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

    /**
     * What the header {@code Authorization} of a call for the account is; a secret. RFC 6750 §2.1.
     *
     * @throws io.agentauth.sdk.NoBearerTokenException where a person entered a key or a password: {@link #headers} has what its calls need
     */
    public String bearer(String accountId) {
        return "Bearer " + token(accountId).bearerToken();
    }

    /** The headers that every call for the account has, however it is connected; secrets. */
    public Map<String, String> headers(String accountId) {
        return token(accountId).requestHeaders();
    }

    /** A token that is valid now, or what a person entered. */
    public AccessToken token(String accountId) {
        return agentAuth.accounts().getToken(accountId, TokenWishes.any().minValidity(minValidity));
    }
}
