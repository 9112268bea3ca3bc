// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AttemptId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Attempts whose answer nobody has: their owner died, or the rotation class says to wait. Nobody presents such a token before its hold
 * has passed (rule R11), and an attempt is presented twice at most, the second time written down before it is sent (rule R5).
 */
@ApplicationScoped
public class HeldAttempts {
    // Whoever holds an attempt on purpose has freed the lease: until its hold has passed there is nothing to do for any
    // class.
    private static final String OVERDUE =
            """
            select a.id, a.deadline, a.owner, a.fence, a.presentations, a.created_at, a.grant_id, g.environment_id, g.connection_id, g.version,
                   a.hold_until <= statement_timestamp() as hold_passed, g.expires_at,
                   g.expires_at > statement_timestamp() as alive, g.token_hash = a.parent_hash and g.status = 'live' as current
              from attempt as a join "grant" as g on g.id = a.grant_id
             where a.kind = 'refresh' and a.resolved_at is null and a.deadline <= statement_timestamp()
               and (g.lease_owner is not null or a.hold_until <= statement_timestamp())
               and ($2::timestamptz is null or (a.deadline, a.id) > ($2, $3::uuid))
             order by a.deadline, a.id limit $1
            """;

    // $1 owner, $2 lease, $3 deadline, $4 hold.
    private static final String PRESENT_AGAIN =
            """
            with written as (
                update attempt as a
                   set presentations = a.presentations + 1, owner = $1, fence = g.lease_fence + 1,
                       deadline = statement_timestamp() + $3 * interval '1 millisecond',
                       hold_until = statement_timestamp() + $4 * interval '1 millisecond'
                  from "grant" as g
                 where a.id = $5 and a.owner = $6 and a.fence = $7 and a.presentations = 1 and a.resolved_at is null
                   and g.id = a.grant_id and g.status = 'live' and g.token_hash = a.parent_hash
                   and ($8 or a.hold_until <= statement_timestamp())
                returning a.id, a.grant_id, a.presentations, a.fence
            ), leased as (
                update "grant" as g
                   set lease_owner = $1, lease_fence = written.fence,
                       lease_until = statement_timestamp() + $2 * interval '1 millisecond'
                  from written where g.id = written.grant_id
                returning g.*
            )
            select %s from leased as g join written as a on a.grant_id = g.id
            """
                    .formatted(Claim.COLUMNS);

    private static final String HOLD_UNTIL =
            """
            with held as (
                update attempt set hold_until = greatest(hold_until, statement_timestamp() + $4 * interval '1 millisecond', $5)
                 where id = $1 and owner = $2 and fence = $3 and resolved_at is null
                returning grant_id
            )
            update "grant" as g set lease_owner = null, lease_until = null
              from held where g.id = held.grant_id and g.lease_owner = $2 and g.lease_fence = $3
            """;

    private static final String GIVE_UP =
            """
            with done as (
                update attempt set resolved_at = clock_timestamp(), outcome = 'abandoned', reason = $4
                 where id = $1 and owner = $2 and fence = $3 and resolved_at is null
                returning grant_id
            )
            update "grant" as g
               set lease_owner = null, lease_until = null,
                   next_try_at = case when g.status = 'live' then statement_timestamp() + $5 * interval '1 millisecond' end
              from done where g.id = done.grant_id and (g.lease_fence = $3 or g.lease_until is null)
            """;

    private final Pool pool;

    @Inject
    HeldAttempts(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /**
     * An attempt past its deadline without a result.
     *
     * @param deadline until when its owner could have an answer
     * @param holdPassed whether another owner may present its token
     * @param alive whether the grant's access token still lives; false where nobody knows
     * @param current whether its token is still the grant's
     */
    public record Held(
            AttemptId attemptId,
            Instant deadline,
            UUID owner,
            long fence,
            int presentations,
            Instant createdAt,
            GrantId grantId,
            EnvironmentId environmentId,
            ConnectionId connectionId,
            long version,
            boolean holdPassed,
            @Nullable Instant expiresAt,
            boolean alive,
            boolean current) {
        private static Held from(Row row) {
            return new Held(
                    new AttemptId(row.getUUID("id")),
                    Objects.requireNonNull(Columns.instant(row, "deadline")),
                    row.getUUID("owner"),
                    row.getLong("fence"),
                    row.getInteger("presentations"),
                    Objects.requireNonNull(Columns.instant(row, "created_at")),
                    new GrantId(row.getUUID("grant_id")),
                    new EnvironmentId(row.getUUID("environment_id")),
                    new ConnectionId(row.getUUID("connection_id")),
                    row.getLong("version"),
                    row.getBoolean("hold_passed"),
                    Columns.instant(row, "expires_at"),
                    Boolean.TRUE.equals(row.getBoolean("alive")),
                    Boolean.TRUE.equals(row.getBoolean("current")));
        }
    }

    /** The longest overdue attempts, or those that come next after {@code last}. */
    public Uni<List<Held>> overdue(int limit, @Nullable Held last) {
        Tuple parameters = Tuple.tuple()
                .addLong((long) limit)
                .addOffsetDateTime(last == null ? null : last.deadline().atOffset(ZoneOffset.UTC))
                .addUUID(last == null ? null : last.attemptId().value());
        return pool.preparedQuery(OVERDUE).execute(parameters).map(rows -> Columns.list(rows, Held::from));
    }

    /**
     * Writes the second presentation of a held attempt down, under a lease of its own; empty if it may not be made, or not yet (rule R11).
     */
    public Uni<Optional<Claim>> presentAgain(Lease lease, Held held) {
        return presentAgain(lease, held.attemptId(), held.owner(), held.fence(), false);
    }

    /** The same for the attempt's own owner, right after an ambiguous end. */
    public Uni<Optional<Claim>> presentAgain(Lease lease, Claim claim) {
        return presentAgain(lease, claim.attemptId(), claim.owner(), claim.fence(), true);
    }

    private Uni<Optional<Claim>> presentAgain(Lease lease, AttemptId attempt, UUID owner, long fence, boolean own) {
        return Uni.createFrom().deferred(() -> {
            long before = System.nanoTime();
            Tuple parameters = Tuple.tuple()
                    .addUUID(lease.owner())
                    .addLong(lease.lease().toMillis())
                    .addLong(lease.deadline().toMillis())
                    .addLong(lease.hold().toMillis())
                    .addUUID(attempt.value())
                    .addUUID(owner)
                    .addLong(fence)
                    .addBoolean(own);
            return pool.preparedQuery(PRESENT_AGAIN)
                    .execute(parameters)
                    .map(rows -> Columns.list(rows, row -> Claim.from(row, before)).stream()
                            .findFirst());
        });
    }

    /** Leaves the attempt unresolved, to be presented again when {@code hold} from now and {@code until} have both passed; frees the lease. */
    public Uni<Void> hold(Claim claim, Duration hold, @Nullable Instant until) {
        Tuple parameters = Tuple.tuple()
                .addUUID(claim.attemptId().value())
                .addUUID(claim.owner())
                .addLong(claim.fence())
                .addLong(hold.toMillis())
                .addOffsetDateTime(until == null ? null : until.atOffset(ZoneOffset.UTC));
        return pool.preparedQuery(HOLD_UNTIL).execute(parameters).replaceWithVoid();
    }

    /** Resolves a held attempt without a result; the grant is tried afresh after {@code wait}. */
    public Uni<Void> giveUp(Held held, String reason, Duration wait) {
        Tuple parameters = Tuple.tuple()
                .addUUID(held.attemptId().value())
                .addUUID(held.owner())
                .addLong(held.fence())
                .addString(reason)
                .addLong(wait.toMillis());
        return pool.preparedQuery(GIVE_UP).execute(parameters).replaceWithVoid();
    }
}
