// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.agentauth.account.adoption.AdoptCredentials.Whose;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Sealed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new access token, as token-refresher pushes it after its commit.
 *
 * @param epoch of the installation: a restore from a backup raises it
 * @param authorizationId the authorization that led to it, with the first token of a generation
 * @param reason a word of the account's, where the grant lives and something is said of it
 * @param dueAt when its renewal is to be announced; null where it is not renewed ahead
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TokenPush(
        long epoch,
        EnvironmentId environmentId,
        AccountId accountId,
        @Nullable ConnectionId connectionId,
        String slot,
        long generation,
        long version,
        @Nullable AuthorizationId authorizationId,
        @JsonDeserialize(using = SealedFromBase64.class) Sealed sealedToken,
        String tokenType,
        @Nullable Instant expiresAt,
        Instant receivedAt,
        @Nullable Instant dueAt,
        @Nullable List<String> scopes,
        @Nullable String reason,
        @Nullable ProviderAccount providerAccount) {
    /** Whose account at the provider it is. Text from outside: what the database cannot hold is dropped. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ProviderAccount(
            @Nullable String subject, @Nullable String email, @Nullable String name, @Nullable String issuer) {
        static final ProviderAccount UNKNOWN = new ProviderAccount(null, null, null, null);

        ProviderAccount {
            subject = storable(subject);
            email = storable(email);
            name = storable(name);
            issuer = storable(issuer);
        }

        /** The same, to be compared with who else had the account. */
        Whose whose() {
            return new Whose(subject, email, name, issuer);
        }

        private static @Nullable String storable(@Nullable String text) {
            return text == null ? null : text.replace("\0", "");
        }
    }

    TokenPush {
        requireNonNull(environmentId, "environment_id");
        requireNonNull(accountId, "account_id");
        requireNonNull(slot, "slot");
        requireNonNull(sealedToken, "sealed_token");
        requireNonNull(tokenType, "token_type");
        requireNonNull(receivedAt, "received_at");
        if (generation < 1) {
            throw new IllegalArgumentException("a generation is at least 1");
        }
    }

    TokenMark mark() {
        return new TokenMark(epoch, generation, version);
    }

    List<String> granted() {
        return scopes == null ? List.of() : scopes;
    }
}
