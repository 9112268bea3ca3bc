// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Site;
import io.agentauth.refresher.grant.StoredToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new access token, as account-service adopts it: (epoch, generation, version) tells which of two is newer.
 *
 * @param sealed the token under the keyset that both services hold
 * @param authorizationId the authorization that it completes; with a generation's first token only
 * @param reason {@code no_refresh_token} where the provider should have given one with it, and did not
 * @param consentedAt when somebody consented
 * @param grantEndsAt when the grant ends, however often it is renewed; null where no such day is known
 * @param facts what the provider told of the account beside its tokens, by name
 * @param sites what the consent is good for, where the provider lists that
 * @param providerAccount whose account it is at the provider, as far as that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenPush(
        long epoch,
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String slot,
        long generation,
        long version,
        @Nullable AuthorizationId authorizationId,
        @JsonProperty("sealed_token") String sealed,
        String tokenType,
        @Nullable Instant expiresAt,
        Instant receivedAt,
        @Nullable Instant dueAt,
        Instant consentedAt,
        @Nullable Instant grantEndsAt,
        List<String> scopes,
        @Nullable String reason,
        Map<String, String> facts,
        List<Site> sites,
        @Nullable ProviderAccount providerAccount) {
    /** Whose account it is at the provider. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProviderAccount(
            @Nullable String subject, @Nullable String email, @Nullable String name, @Nullable String issuer) {}

    /** The push of a stored token. */
    public static TokenPush of(long epoch, StoredToken token, @Nullable AuthorizationId authorization) {
        return new TokenPush(
                epoch,
                token.environmentId(),
                token.accountId(),
                token.connectionId(),
                token.slot(),
                token.generation(),
                token.version(),
                authorization,
                token.access().toBase64(),
                token.tokenType(),
                token.expiresAt(),
                token.receivedAt(),
                token.dueAt(),
                token.consentedAt(),
                token.endsAt(),
                token.scopes(),
                token.lacksRefresh() ? StoredToken.NO_REFRESH_TOKEN : null,
                token.facts(),
                token.sites(),
                account(token));
    }

    private static @Nullable ProviderAccount account(StoredToken token) {
        if (token.subject() == null && token.email() == null && token.name() == null) {
            return null;
        }
        return new ProviderAccount(token.subject(), token.email(), token.name(), token.issuer());
    }
}
