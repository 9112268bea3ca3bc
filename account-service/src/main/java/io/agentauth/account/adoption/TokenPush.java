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
import io.agentauth.providers.Site;
import io.agentauth.vault.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A new access token, as token-refresher pushes it after its commit.
 *
 * @param epoch of the installation: a restore from a backup raises it
 * @param authorizationId the authorization that led to it, with the first token of a generation
 * @param reason a word of the account's, where the grant lives and something is said of it
 * @param facts what the provider told of the account beside its tokens, by name; what is longer than an answer should be is dropped
 * @param sites what the consent is good for, where the provider lists that
 * @param consentedAt when somebody consented
 * @param grantEndsAt when the grant ends, however often it is renewed; null where no such day is known
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
        @Nullable Instant consentedAt,
        @Nullable Instant grantEndsAt,
        @Nullable List<String> scopes,
        @Nullable String reason,
        @Nullable Map<String, String> facts,
        @Nullable List<Site> sites,
        @Nullable ProviderAccount providerAccount) {
    private static final int FACTS_MAX = 16;
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,40}");
    private static final Pattern FACT = Pattern.compile("[\\x21-\\x7E]{1,500}");

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

    /** What is kept of the facts. */
    Map<String, String> told() {
        Map<String, String> kept = new TreeMap<>();
        if (facts != null) {
            facts.forEach((name, fact) -> {
                if (kept.size() < FACTS_MAX
                        && NAME.matcher(name).matches()
                        && FACT.matcher(fact).matches()) {
                    kept.put(name, fact);
                }
            });
        }
        return kept;
    }

    /** When the person is to be asked to connect again: so long before the grant ends, and not before three quarters of it are over. */
    @Nullable
    Instant warnAt(Duration before) {
        if (grantEndsAt == null) {
            return null;
        }
        Duration whole = Duration.between(consentedAt == null ? receivedAt : consentedAt, grantEndsAt);
        Duration quarter = whole.isPositive() ? whole.dividedBy(4) : Duration.ZERO;
        return grantEndsAt.minus(quarter.compareTo(before) < 0 ? quarter : before);
    }

    List<String> granted() {
        return scopes == null ? List.of() : scopes;
    }
}
