// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.adoption.Health;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.providers.Facts;
import io.agentauth.providers.Site;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An account as callers see it: no secret, except that whoever follows {@code reauthUrl} connects it again.
 *
 * @param reconnectBy when the grant ends, however often it is renewed; null where no such day is known
 */
public record AccountView(
        AccountId id,
        ConnectionId connectionId,
        String provider,
        String identifier,
        String identifierType,
        String alias,
        AccountStatus status,
        @Nullable StatusReason statusReason,
        Health health,
        List<String> grantedScopes,
        List<String> missingScopes,
        @Nullable ProviderAccount providerAccount,
        @Nullable URI apiBaseUrl,
        Map<String, String> facts,
        List<Site> sites,
        Map<String, Object> metadata,
        @Nullable Instant tokenExpiresAt,
        @Nullable Instant reconnectBy,
        @Nullable Instant lastRefreshedAt,
        @Nullable Instant lastUsedAt,
        @Nullable URI reauthUrl,
        Instant createdAt,
        Instant updatedAt) {
    /** Who it is at the provider. */
    public record ProviderAccount(String id, @Nullable String email, @Nullable String name) {
        static ProviderAccount of(Account.Person person) {
            return new ProviderAccount(person.id(), person.email(), person.name());
        }
    }

    static AccountView of(Account account, @Nullable Instant tokenExpiresAt, @Nullable Instant reconnectBy) {
        return new AccountView(
                account.id(),
                account.connectionId(),
                account.provider(),
                account.identity().identifier(),
                account.identity().type(),
                account.identity().alias(),
                account.status(),
                account.statusReason(),
                account.health(),
                account.scopes().granted(),
                account.scopes().missing(),
                account.person().map(ProviderAccount::of).orElse(null),
                apiBaseUrl(account.facts()),
                withoutAddress(account.facts()),
                account.sites(),
                account.metadata(),
                tokenExpiresAt,
                reconnectBy,
                account.times().lastRefreshedAt(),
                account.times().lastUsedAt(),
                null,
                account.times().createdAt(),
                account.times().updatedAt());
    }

    private static @Nullable URI apiBaseUrl(Map<String, String> facts) {
        String known = facts.get(Facts.API_BASE_URL);
        return known == null ? null : URI.create(known);
    }

    private static Map<String, String> withoutAddress(Map<String, String> facts) {
        Map<String, String> others = new TreeMap<>(facts);
        others.remove(Facts.API_BASE_URL);
        return others;
    }

    AccountView with(URI url) {
        return new AccountView(
                id,
                connectionId,
                provider,
                identifier,
                identifierType,
                alias,
                status,
                statusReason,
                health,
                grantedScopes,
                missingScopes,
                providerAccount,
                apiBaseUrl,
                facts,
                sites,
                metadata,
                tokenExpiresAt,
                reconnectBy,
                lastRefreshedAt,
                lastUsedAt,
                url,
                createdAt,
                updatedAt);
    }
}
