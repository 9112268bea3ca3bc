// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.grant.Columns;
import io.agentauth.refresher.push.Outcome;
import io.agentauth.refresher.push.Outcomes;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Which restores this database knows of, and the end of each. */
@ApplicationScoped
class Restores {
    /** Of an authorization that was under way; one of the reasons that events and the API know. */
    private static final Outcome.Failure INTERRUPTED = new Outcome.Failure("failed", "exchange_interrupted");

    private static final String OPEN = "insert into restore (word) values ($1) on conflict do nothing";
    private static final String UNFINISHED =
            "select word from restore where finished_at is null order by begun_at limit 1";
    private static final String EPOCH = "select coalesce(max(epoch), 1) from restore";

    // What was under way when the backup was made has come to something that this database does not know: no code of it
    // is
    // sent (I9). Events go on with numbers that were never used.
    private static final String FINISH =
            """
            with done as (
                update restore as r
                   set finished_at = clock_timestamp(), epoch = greatest((select coalesce(max(epoch), 1) from restore), $2) + 1
                 where r.finished_at is null and r.word = $1
                returning r.word
            ), flows as (
                update flow as f
                   set outcome = 'failed', reason = 'exchange_interrupted', consumed_at = coalesce(f.consumed_at, clock_timestamp()),
                       verifier = null, nonce = null, parked_code = null, parked_for = null, parked_until = null,
                       device_code = null, device_for = null, next_poll_at = null, presented_at = null
                  from done where f.outcome is null
                returning f.authorization_id, f.environment_id, f.account_id, f.generation
            ), codes as (
                update attempt as a set resolved_at = clock_timestamp(), outcome = 'failed', reason = 'exchange_interrupted', code = null
                  from done where a.kind = 'code' and a.resolved_at is null
            ), numbers as (
                update event_sequence as s set last = s.last + 1000000 from done
            )
            select authorization_id, environment_id, account_id, generation from flows
            """;

    private final Pool pool;
    private final Outcomes outcomes;

    @Inject
    Restores(@ReactiveDataSource("worker") Pool pool, Outcomes outcomes) {
        this.pool = pool;
        this.outcomes = outcomes;
    }

    /** Notes a restore that is still to be dealt with, unless the database knows that word. */
    Uni<Void> open(String word) {
        return pool.preparedQuery(OPEN).execute(Tuple.of(word)).replaceWithVoid();
    }

    /** The one that is to be dealt with, if there is one. */
    Uni<Optional<String>> unfinished() {
        return pool.query(UNFINISHED).execute().map(rows -> Columns.list(rows, row -> row.getString(0)).stream()
                .findFirst());
    }

    /** The epoch that the installation is in. */
    Uni<Long> epoch() {
        return pool.query(EPOCH).execute().map(rows -> rows.iterator().next().getLong(0));
    }

    /** Ends what was under way, and begins an epoch above every one that was {@code seen}; once, whoever comes first. */
    Uni<Void> finish(String word, long seen) {
        return pool.withTransaction(tx -> tx.preparedQuery(FINISH)
                        .execute(Tuple.of(word, seen))
                        .map(rows -> Columns.list(rows, Restores::interrupted))
                        .chain(interrupted -> outcomes.add(tx, interrupted)))
                .invoke(outcomes::wake);
    }

    private static Outcome interrupted(Row row) {
        return Outcome.authorizationFailed(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                row.getLong("generation"),
                new AuthorizationId(row.getUUID("authorization_id")),
                INTERRUPTED);
    }
}
