// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AttemptId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant that this process may present now, because the lease and the attempt are committed (crash points CP1 and CP2).
 *
 * @param parent the hash of the token that is presented; what counts is decided by it (rules R8 and R9)
 * @param owner who holds the lease
 * @param fence which of the grant's leases it is
 * @param presentation the how-manieth of this attempt: 1, or 2 where the rotation class allows it
 * @param claimedAtNanos {@link System#nanoTime} before the claim was sent: lease and deadline count from here
 */
public record Claim(
        GrantId grantId,
        AttemptId attemptId,
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        TokenHash parent,
        Sealed refresh,
        UUID owner,
        long fence,
        int presentation,
        Health health,
        int failures,
        @Nullable Instant expiresAt,
        Instant claimedAt,
        long claimedAtNanos) {
    /** The columns that {@link #from} reads, of a grant {@code g} and its attempt {@code a}. */
    static final String COLUMNS =
            """
            g.id, g.environment_id, g.account_id, g.connection_id, g.provider, g.slot, g.generation, g.version, g.token_hash,
            g.refresh_token, g.lease_owner, g.lease_fence, g.health, g.failures, g.expires_at,
            a.id as attempt_id, a.presentations, clock_timestamp() as claimed_at
            """;

    static Claim from(Row row, long claimedAtNanos) {
        return new Claim(
                new GrantId(row.getUUID("id")),
                new AttemptId(row.getUUID("attempt_id")),
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("slot"),
                row.getLong("generation"),
                row.getLong("version"),
                new TokenHash(row.getBuffer("token_hash").getBytes()),
                new Sealed(row.getBuffer("refresh_token").getBytes()),
                row.getUUID("lease_owner"),
                row.getLong("lease_fence"),
                row.getInteger("presentations"),
                Health.parse(row.getString("health")),
                row.getInteger("failures"),
                Columns.instant(row, "expires_at"),
                Objects.requireNonNull(Columns.instant(row, "claimed_at")),
                claimedAtNanos);
    }

    /** Where its refresh token is sealed to. */
    public Place refreshPlace() {
        return refreshPlace(version);
    }

    /** Where a refresh token of another version is sealed to. */
    public Place refreshPlace(long otherVersion) {
        return new Place(environmentId.value(), accountId.value(), slot, "refresh_token", generation, otherVersion);
    }

    /** Where an access token of a version is sealed to. */
    public Place accessPlace(long ofVersion) {
        return new Place(environmentId.value(), accountId.value(), slot, "access_token", generation, ofVersion);
    }

    /** The same claim on a token that meanwhile has another version. */
    public Claim at(long otherVersion) {
        return new Claim(
                grantId,
                attemptId,
                environmentId,
                accountId,
                connectionId,
                provider,
                slot,
                generation,
                otherVersion,
                parent,
                refresh,
                owner,
                fence,
                presentation,
                health,
                failures,
                expiresAt,
                claimedAt,
                claimedAtNanos);
    }

    /** How long ago it was claimed. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - claimedAtNanos);
    }

    /** Whether the access token still lives, or nobody knows its life. */
    public boolean alive() {
        return expiresAt == null || expiresAt.isAfter(claimedAt.plus(age()));
    }
}
