// SPDX-License-Identifier: Apache-2.0
package io.agentauth.spring;

import io.agentauth.sdk.AccessToken;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.TokenWishes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * Bearer tokens of connected accounts. Each call asks Agent Auth, which renews what is about to expire and records who read what; so nothing is kept here.
 *
 * <p>What it throws are the SDK's exceptions, {@link io.agentauth.sdk.ReauthorizationRequiredException} with the link for the person among them.
 */
public final class ConnectedAccounts {
    private static final AuthorizationGrantType CONNECTED_ACCOUNT = new AuthorizationGrantType("agent-auth");

    private final AgentAuth agentAuth;
    private final Duration minValidity;

    /** {@code minValidity}: how long a token has to live at least. */
    public ConnectedAccounts(AgentAuth agentAuth, Duration minValidity) {
        this.agentAuth = agentAuth;
        this.minValidity = minValidity;
    }

    /**
     * For whatever takes a manager, {@code OAuth2ClientHttpRequestInterceptor} for one: the client registration's id is the account's id. It is no bean by
     * itself, so that an application's own clients keep theirs.
     */
    public OAuth2AuthorizedClientManager manager() {
        return request -> authorized(
                request.getClientRegistrationId(), request.getPrincipal().getName());
    }

    /**
     * The account, with a token that is valid now. An account whose person entered a key or a password has none, and fails with
     * {@link io.agentauth.sdk.NoBearerTokenException}: {@link #headers} has what its calls need.
     */
    public OAuth2AuthorizedClient authorize(String accountId) {
        return authorized(accountId, accountId);
    }

    /** The token alone, which is a secret. Fails with {@link io.agentauth.sdk.NoBearerTokenException} where there is none. */
    public String token(String accountId) {
        return authorize(accountId).getAccessToken().getTokenValue();
    }

    /** The headers that every call for the account has, however it is connected; secrets. */
    public Map<String, String> headers(String accountId) {
        return read(accountId).requestHeaders();
    }

    private AccessToken read(String accountId) {
        return agentAuth.accounts().getToken(accountId, TokenWishes.any().minValidity(minValidity));
    }

    private OAuth2AuthorizedClient authorized(String accountId, String principalName) {
        OAuth2AccessToken token = bearer(read(accountId));
        ClientRegistration account = ClientRegistration.withRegistrationId(accountId)
                .clientId(accountId)
                .authorizationGrantType(CONNECTED_ACCOUNT)
                .build();
        return new OAuth2AuthorizedClient(account, principalName, token);
    }

    private static OAuth2AccessToken bearer(AccessToken token) {
        return new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER,
                token.bearerToken(),
                null,
                token.expiresAt(),
                Set.copyOf(token.scopes()));
    }
}
