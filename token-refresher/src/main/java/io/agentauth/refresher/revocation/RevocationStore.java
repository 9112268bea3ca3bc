// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.grant.Columns;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The revocations that are to be made, and what came of them. */
@ApplicationScoped
class RevocationStore {
    // Another live grant of the client is of the same person, or could be.
    private static final String SHARED =
            """
            exists (select from "grant" as other
                     where other.client_id = g.client_id and other.subject = g.subject and other.provider = g.provider
                       and other.status = 'live' and other.id <> g.id)
            or (g.subject is null and exists (
                    select from "grant" as other
                     where other.client_id = g.client_id and other.provider = g.provider
                       and other.status = 'live' and other.id <> g.id))
            """;
    // A claim is a later time for the next try: whoever crashes has made it late, not lost it.
    private static final String CLAIM =
            """
            with due as (
                select r.id from revocation as r
                 where r.finished_at is null and %s
                 order by r.next_try_at limit $1 for update skip locked
            ), claimed as (
                update revocation as r
                   set tries = r.tries + 1, next_try_at = statement_timestamp() + least(3600, 30 * power(2, least(r.tries, 7))) * interval '1 second'
                  from due where r.id = due.id
                returning r.id, r.grant_id, r.orphan_id, r.tries
            )
            select c.id as revocation_id, c.tries, g.environment_id, g.account_id, g.connection_id, g.provider, g.slot, g.generation,
                   coalesce(o.version, g.version) as version,
                   case when o.id is null then g.refresh_token else o.refresh_token end as refresh_token,
                   coalesce(o.access_token, g.access_token) as access_token,
                   g.reason is not distinct from 'superseded' as superseded,
                   (%s) as shared, g.facts
              from claimed as c left join orphan as o on o.id = c.orphan_id
              join "grant" as g on g.id = coalesce(c.grant_id, o.grant_id)
            """;
    private static final String CLAIM_DUE = CLAIM.formatted("r.next_try_at <= statement_timestamp()", SHARED);
    private static final String CLAIM_OF_ACCOUNT = CLAIM.formatted(
            """
            r.tries = 0 and r.grant_id in (
                    select id from "grant" where account_id = $2 and environment_id = $3 and generation <= $4 and status = 'ended')
            """,
            SHARED);
    // What the connection's rate puts off was not tried.
    private static final String PUT_OFF =
            """
            update revocation
               set tries = tries - 1, next_try_at = clock_timestamp() + $3::bigint * interval '1 millisecond'
             where id = $1 and tries = $2 and finished_at is null
            """;
    // What is over is forgotten as well: a sealed refresh token that nobody will open again is only a risk.
    private static final String FINISH =
            """
            with done as (
                update revocation set status = $2, finished_at = clock_timestamp(), next_try_at = null
                 where id = $1 and finished_at is null returning grant_id, orphan_id
            ), grants as (
                update "grant" as g set refresh_token = null from done where g.id = done.grant_id
            ), orphans as (
                update orphan as o set refresh_token = null, revoked_at = clock_timestamp() from done where o.id = done.orphan_id
            )
            select from done
            """;
    private static final String RECEIPTS =
            """
            select g.slot, g.generation, coalesce(r.status, 'pending') as status
              from "grant" as g left join revocation as r on r.grant_id = g.id
             where g.account_id = $1 and g.environment_id = $2 and g.generation <= $3 and g.status = 'ended'
             order by g.generation, g.slot
            """;

    private static final String ENDS_OTHERS =
            """
            select %s
                or ($5::text <> '{}' and exists (
                        select from "grant" as other
                         where other.client_id = g.client_id and other.provider = g.provider and other.status = 'live' and other.id <> g.id
                           and other.facts @> $5::text::jsonb)) as others
              from "grant" as g
             where g.account_id = $1 and g.environment_id = $2 and g.slot = $3 and g.generation = $4
            """
                    .formatted(SHARED);

    private final Pool pool;

    @Inject
    RevocationStore(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(work);
    }

    Uni<List<Doomed>> claimDue(int limit) {
        return pool.preparedQuery(CLAIM_DUE)
                .execute(Tuple.of((long) limit))
                .map(rows -> Columns.list(rows, Doomed::from));
    }

    /** Those of one account that nobody has tried yet. */
    Uni<List<Doomed>> claimOf(EnvironmentId environment, AccountId account, long upTo) {
        return pool.preparedQuery(CLAIM_OF_ACCOUNT)
                .execute(Tuple.of(100L, account.value(), environment.value(), upTo))
                .map(rows -> Columns.list(rows, Doomed::from));
    }

    /**
     * Whether another live grant of the same client is of the same person, or has the same {@code facts} as the one that is doomed, and so
     * would end with it: as of now, not of the claim.
     *
     * @param facts none where no fact says what is ended
     */
    Uni<Boolean> endsOthers(Doomed doomed, Set<String> facts) {
        JsonObject same = new JsonObject();
        facts.forEach(name -> same.put(name, doomed.facts().get(name)));
        return pool.preparedQuery(ENDS_OTHERS)
                .execute(Tuple.of(
                        doomed.accountId().value(),
                        doomed.environmentId().value(),
                        doomed.slot(),
                        doomed.generation(),
                        same.encode()))
                .map(rows -> rows.iterator().next().getBoolean("others"));
    }

    /** Undoes a claim whose turn is not yet: it is due after {@code wait}, and was no try. */
    Uni<Void> putOff(Doomed doomed, Duration wait) {
        return pool.preparedQuery(PUT_OFF)
                .execute(Tuple.of(doomed.revocationId(), doomed.tries(), wait.toMillis()))
                .replaceWithVoid();
    }

    /** Whether it was not finished before. */
    Uni<Boolean> finish(SqlConnection tx, Doomed doomed, Receipt.Status status) {
        return tx.preparedQuery(FINISH)
                .execute(Tuple.of(doomed.revocationId(), status.word()))
                .map(rows -> rows.size() > 0);
    }

    Uni<List<Receipt>> receipts(EnvironmentId environment, AccountId account, long upTo) {
        return pool.preparedQuery(RECEIPTS)
                .execute(Tuple.of(account.value(), environment.value(), upTo))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Receipt(
                                row.getString("slot"),
                                row.getLong("generation"),
                                Receipt.Status.parse(row.getString("status")))));
    }
}
