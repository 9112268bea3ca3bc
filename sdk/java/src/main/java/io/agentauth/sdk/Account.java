// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connected account. {@code status}: pending_auth, pending_verification, active, expired, revoked, disconnected, error, paused; a later release may have more.
 *
 * @param apiBaseUrl where the provider's API is for this account; null where that is not known
 * @param facts what the provider told of the account beside its token, by the names of the provider's page
 * @param sites what the consent is good for, where the provider lists that
 * @param reconnectBy when the grant ends, however often it is renewed; null where no such day is known
 */
public record Account(
        String id,
        String connectionId,
        String provider,
        String identifier,
        String identifierType,
        String alias,
        String status,
        @Nullable String statusReason,
        String health,
        List<String> grantedScopes,
        List<String> missingScopes,
        @Nullable ProviderAccount providerAccount,
        @Nullable String apiBaseUrl,
        Map<String, String> facts,
        List<Site> sites,
        Map<String, Object> metadata,
        @Nullable Instant tokenExpiresAt,
        @Nullable Instant reconnectBy,
        @Nullable Instant lastRefreshedAt,
        @Nullable Instant lastUsedAt,
        @Nullable String reauthUrl,
        Instant createdAt,
        Instant updatedAt) {
    public Account {
        grantedScopes = grantedScopes == null ? List.of() : grantedScopes;
        missingScopes = missingScopes == null ? List.of() : missingScopes;
        facts = facts == null ? Map.of() : facts;
        sites = sites == null ? List.of() : sites;
        metadata = metadata == null ? Map.of() : metadata;
    }

    /** Whether a token can be had now. */
    @JsonIgnore
    public boolean isActive() {
        return "active".equals(status);
    }
}
