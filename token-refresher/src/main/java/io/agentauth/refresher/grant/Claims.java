// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.GrantId;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The write-ahead: lease and attempt of each claimed grant are one statement, so when it returns both are committed, and when it fails
 * nothing may be sent (rules R3 and R4). Grants with an unresolved attempt are not claimed here; {@link HeldAttempts} knows them.
 */
@ApplicationScoped
public class Claims {
    private static final String FREE =
            """
            g.status = 'live' and g.refresh_token is not null
               and (g.lease_until is null or g.lease_until < statement_timestamp())
               and not exists (select from attempt a where a.grant_id = g.id and a.resolved_at is null)
            """;

    // $1 owner, $2 lease, $3 deadline, $4 hold: then what picks.
    private static final String CLAIM =
            """
            with picked as (
                %s
            ), claimed as (
                update "grant" as g
                   set lease_owner = $1, lease_fence = g.lease_fence + 1,
                       lease_until = statement_timestamp() + $2 * interval '1 millisecond'
                  from picked where g.id = picked.id
                returning g.*
            ), written as (
                insert into attempt (
                    id, kind, grant_id, environment_id, account_id, slot, generation, parent_hash, presentations, owner, fence,
                    deadline, hold_until, created_at)
                select uuidv7(), 'refresh', g.id, g.environment_id, g.account_id, g.slot, g.generation, g.token_hash, 1, $1, g.lease_fence,
                       statement_timestamp() + $3 * interval '1 millisecond', statement_timestamp() + $4 * interval '1 millisecond',
                       statement_timestamp()
                  from claimed as g
                on conflict do nothing
                returning id, grant_id, presentations
            )
            select %s from claimed as g join written as a on a.grant_id = g.id
            """;

    // A few times more candidates than can be taken, so that one connection's backlog leaves room for the others' (rule
    // R15).
    private static final String DUE = CLAIM.formatted(
            """
            select g.id from "grant" as g join (
                select id, row_number() over (partition by connection_id order by next_try_at) as place
                  from (select g.id, g.connection_id, g.next_try_at from "grant" as g
                         where %1$s and g.next_try_at <= statement_timestamp() and g.connection_id <> all($7)
                         order by g.next_try_at limit $5 * 4) as candidate) as ranked on ranked.id = g.id
             where ranked.place <= $6 and %1$s and g.next_try_at <= statement_timestamp()
             limit $5
               for no key update of g skip locked
            """
                    .formatted(FREE),
            Claim.COLUMNS);

    private static final String HINTED = CLAIM.formatted(
            """
            select g.id from "grant" as g
              join unnest($7::uuid[], $8::text[], $9::bigint[], $10::bigint[]) as hint (account_id, slot, generation, version)
                on g.account_id = hint.account_id and g.slot = hint.slot and g.generation = hint.generation and g.version = hint.version
             where %s and g.due_at <= statement_timestamp() + interval '1 second' and g.connection_id <> all($6)
               and (g.failures = 0 or g.next_try_at <= statement_timestamp())
             limit $5
               for no key update of g skip locked
            """
                    .formatted(FREE),
            Claim.COLUMNS);

    private static final String ONE = CLAIM.formatted(
            """
            select g.id from "grant" as g where g.id = $5 and g.version = $6 and %s for no key update of g skip locked
            """
                    .formatted(FREE),
            Claim.COLUMNS);

    private final Pool pool;

    @Inject
    Claims(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** A due token that account-service announced. */
    public record Hint(AccountId accountId, String slot, long generation, long version) {}

    /**
     * How much may be claimed.
     *
     * @param total at most, in all
     * @param each at most, of one connection
     * @param except connections that take no more now
     */
    public record Room(int total, int each, Collection<ConnectionId> except) {
        UUID[] excepted() {
            return except.stream().map(ConnectionId::value).toArray(UUID[]::new);
        }
    }

    /** Claims grants whose time has come, the longest waiting first, fairly among connections. */
    public Uni<List<Claim>> due(Lease lease, Room room) {
        return claim(
                DUE,
                terms(lease)
                        .addLong((long) room.total())
                        .addInteger(room.each())
                        .addArrayOfUUID(room.excepted()));
    }

    /** Claims those of the hinted grants that are due: a hint that is late, doubled or forged finds nothing (rule R2). */
    public Uni<List<Claim>> hinted(Lease lease, Room room, List<Hint> hints) {
        Tuple columns = Columns.of(hints)
                .uuid(hint -> hint.accountId().value())
                .text(Hint::slot)
                .number(Hint::generation)
                .number(Hint::version)
                .tuple();
        Tuple parameters = terms(lease).addLong((long) room.total()).addArrayOfUUID(room.excepted());
        for (int i = 0; i < columns.size(); i++) {
            parameters.addValue(columns.getValue(i));
        }
        return claim(HINTED, parameters);
    }

    /** Claims this grant whether it is due or not, if it still has that version and nobody holds it. */
    public Uni<Optional<Claim>> one(Lease lease, GrantId grant, long version) {
        return claim(ONE, terms(lease).addUUID(grant.value()).addLong(version))
                .map(claims -> claims.stream().findFirst());
    }

    private Uni<List<Claim>> claim(String sql, Tuple parameters) {
        return Uni.createFrom().deferred(() -> {
            long before = System.nanoTime();
            return pool.preparedQuery(sql)
                    .execute(parameters)
                    .map(rows -> Columns.list(rows, row -> Claim.from(row, before)));
        });
    }

    private static Tuple terms(Lease lease) {
        return Tuple.tuple()
                .addUUID(lease.owner())
                .addLong(lease.lease().toMillis())
                .addLong(lease.deadline().toMillis())
                .addLong(lease.hold().toMillis());
    }
}
