// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How something of an account ended or stands, as token-refresher says.
 *
 * @param version of the token that the provider refused, with {@code grant_ended}; without it the whole generation
 * @param status how an authorization failed
 * @param reason a word, as events carry it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Outcome(
        UUID id,
        Kind kind,
        EnvironmentId environmentId,
        AccountId accountId,
        long generation,
        @Nullable String slot,
        @Nullable Long version,
        @Nullable AuthorizationId authorizationId,
        @Nullable Status status,
        @Nullable String reason,
        @Nullable Health health,
        Instant at) {
    Outcome {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(environmentId, "environment_id");
        requireNonNull(accountId, "account_id");
        requireNonNull(at, "at");
    }

    /** What it is about. */
    enum Kind {
        /** The grant is dead on the provider's definitive word. */
        @JsonProperty("grant_ended")
        GRANT_ENDED,
        /** An authorization ended without a grant. */
        @JsonProperty("authorization_failed")
        AUTHORIZATION_FAILED,
        /** Renewals go well again, or no longer. */
        @JsonProperty("health")
        HEALTH
    }

    /** How an authorization failed. */
    enum Status {
        /** The person said no. */
        @JsonProperty("denied")
        DENIED,
        /** It took too long. */
        @JsonProperty("expired")
        EXPIRED,
        /** Something went wrong. */
        @JsonProperty("failed")
        FAILED
    }
}
