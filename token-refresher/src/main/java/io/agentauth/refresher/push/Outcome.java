// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that account-service must know and that is no token.
 *
 * @param kind {@code grant_ended}, {@code authorization_failed} or {@code health}
 * @param status of an authorization: {@code denied}, {@code expired} or {@code failed}
 * @param reason one word of a closed list
 * @param health how renewing goes: healthy, refresh_due, degraded or exhausted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
        UUID id,
        String kind,
        EnvironmentId environmentId,
        AccountId accountId,
        long generation,
        @Nullable String slot,
        @Nullable Long version,
        @Nullable AuthorizationId authorizationId,
        @Nullable String status,
        @Nullable String reason,
        @Nullable String health,
        Instant at) {
    /** Which token an outcome is about. */
    public record Subject(
            EnvironmentId environmentId, AccountId accountId, String slot, long generation, long version) {}

    /** The provider refused that very token. */
    public static Outcome grantEnded(Subject subject, String reason) {
        return of("grant_ended", subject, reason, null);
    }

    /** Renewing goes better or worse. */
    public static Outcome health(Subject subject, String health, @Nullable String reason) {
        return of("health", subject, reason, health);
    }

    /** A person's authorization came to nothing. */
    public static Outcome authorizationFailed(
            EnvironmentId environment, AccountId account, long generation, AuthorizationId authorization, Failure why) {
        return new Outcome(
                UUID.randomUUID(),
                "authorization_failed",
                environment,
                account,
                generation,
                null,
                null,
                authorization,
                why.status(),
                why.reason(),
                null,
                Instant.now());
    }

    /** How and why an authorization failed. */
    public record Failure(String status, @Nullable String reason) {}

    private static Outcome of(String kind, Subject subject, @Nullable String reason, @Nullable String health) {
        return new Outcome(
                UUID.randomUUID(),
                kind,
                subject.environmentId(),
                subject.accountId(),
                subject.generation(),
                subject.slot(),
                subject.version(),
                null,
                null,
                reason,
                health,
                Instant.now());
    }
}
