// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.refresher.grant.Columns;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.push.Outcome;
import io.agentauth.refresher.push.Outcomes;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Grants that account-service knows to be elsewhere than this database says, and what is done to them. */
@ApplicationScoped
public class Behind {
    /** Why a grant is held: its token was replaced by one that is neither here nor in the journal. */
    public static final String REASON = "restored_behind";

    private static final int PAGE = 500;
    private static final String LIVE =
            """
            select id, environment_id, account_id, slot, epoch, generation, version, subject is null as nameless
              from "grant" where status = 'live' and id > $1 order by id limit $2
            """;

    // Where a used refresh token stays good there is nothing to fear.
    private static final String HOLD =
            """
            with held as (
                update "grant" as g
                   set due_at = null, next_try_at = null, failures = 0, health = 'exhausted', reason = $2, pushed_version = g.version,
                       lease_owner = null, lease_until = null, updated_at = clock_timestamp()
                 where g.id = any($1) and g.status = 'live'
                   and coalesce((select c.view::jsonb #>> '{definition,rotation,class}' from connection_copy as c
                                  where c.connection_id = g.connection_id), 'U') <> 'N'
                returning g.*
            ), resolved as (
                update attempt as a set resolved_at = clock_timestamp(), outcome = 'abandoned', reason = $2
                  from held where a.grant_id = held.id and a.resolved_at is null
            )
            select %s from held as g
            """
                    .formatted(StoredToken.COLUMNS);
    private static final String PUSH_AGAIN =
            "update \"grant\" set pushed_version = 0 where id = any($1) and status = 'live'";
    private static final String NAME =
            """
            update "grant" as g set subject = n.subject, issuer = coalesce(g.issuer, n.issuer), email = n.email, name = n.name
              from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as n (id, subject, issuer, email, name)
             where g.id = n.id and g.subject is null
            """;

    private final Pool pool;
    private final Grants grants;
    private final Outcomes outcomes;

    @Inject
    Behind(@ReactiveDataSource("worker") Pool pool, Grants grants, Outcomes outcomes) {
        this.pool = pool;
        this.grants = grants;
        this.outcomes = outcomes;
    }

    /** A live grant, as far as its place in the order of tokens is concerned. */
    record Held(
            GrantId id, EnvironmentId environmentId, AccountId accountId, String slot, Mark mark, boolean nameless) {
        private static Held from(Row row) {
            return new Held(
                    new GrantId(row.getUUID("id")),
                    new EnvironmentId(row.getUUID("environment_id")),
                    new AccountId(row.getUUID("account_id")),
                    row.getString("slot"),
                    new Mark(row.getLong("epoch"), row.getLong("generation"), row.getLong("version")),
                    row.getBoolean("nameless"));
        }
    }

    /** What account-service knows of whose account it is at the provider. */
    record Named(GrantId id, Standing.Person person) {}

    /** The next live grants after {@code last}, in the order of their ids. */
    Uni<List<Held>> after(UUID last) {
        return pool.preparedQuery(LIVE)
                .execute(Tuple.of(last, (long) PAGE))
                .map(rows -> Columns.list(rows, Held::from));
    }

    /** Does what was found; again is the same. Returns how many are held from now on. */
    Uni<Integer> settle(Compared compared) {
        return pool.withTransaction(tx -> hold(tx, compared.behind())
                .call(() -> tx.preparedQuery(PUSH_AGAIN).execute(ids(compared.ahead())))
                .call(() -> name(tx, compared.named()))
                .call(() -> end(tx, compared.ended())));
    }

    private Uni<Integer> hold(SqlConnection tx, List<Held> behind) {
        return tx.preparedQuery(HOLD)
                .execute(ids(behind).addString(REASON))
                .map(rows -> Columns.list(rows, StoredToken::from))
                .call(held ->
                        outcomes.add(tx, held.stream().map(Behind::exhausted).toList()))
                .map(List::size);
    }

    private static Outcome exhausted(StoredToken token) {
        return Outcome.health(
                new Outcome.Subject(
                        token.environmentId(), token.accountId(), token.slot(), token.generation(), token.version()),
                "exhausted",
                REASON);
    }

    private static Uni<Void> name(SqlConnection tx, List<Named> named) {
        Tuple columns = Columns.of(named)
                .uuid(one -> one.id().value())
                .text(one -> one.person().subject())
                .text(one -> one.person().issuer())
                .text(one -> one.person().email())
                .text(one -> one.person().name())
                .tuple();
        return tx.preparedQuery(NAME).execute(columns).replaceWithVoid();
    }

    private Uni<Void> end(SqlConnection tx, List<Held> ended) {
        return Multi.createFrom()
                .iterable(ended)
                .onItem()
                .transformToUniAndConcatenate(one -> grants.end(
                        tx, one.environmentId(), one.accountId(), one.mark().generation(), Duration.ZERO))
                .onItem()
                .ignoreAsUni();
    }

    private static Tuple ids(List<Held> grants) {
        return Columns.of(grants).uuid(one -> one.id().value()).tuple();
    }
}
