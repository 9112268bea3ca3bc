// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What is still to be told. */
@ApplicationScoped
class EndingStore {
    // Whoever wrote it tells it first: a sweeper that finds it that early would only ask twice.
    private static final String NOTE =
            """
            insert into pending_end as p (account_id, environment_id, connection_id, up_to_generation, next_try_at)
            select t.account_id, t.environment_id, t.connection_id, t.up_to, now() + $5 * interval '1 second'
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) as t(account_id, environment_id, connection_id, up_to)
            on conflict (account_id) do update
               set up_to_generation = greatest(p.up_to_generation, excluded.up_to_generation), next_try_at = excluded.next_try_at, tries = 0
            """;
    private static final String TAKE =
            """
            update pending_end
               set tries = tries + 1, next_try_at = now() + ($2 + least($3, power(2, least(tries, 20)))) * interval '1 second'
             where account_id in (select account_id from pending_end where next_try_at <= now()
                                   order by next_try_at limit $1 for update skip locked)
            returning environment_id, account_id, connection_id, up_to_generation
            """;
    private static final String TOLD = "delete from pending_end where account_id = $1 and up_to_generation <= $2";

    private final Database database;
    private final EndingConfig config;

    @Inject
    EndingStore(Database database, EndingConfig config) {
        this.database = database;
        this.config = config;
    }

    Uni<Void> note(SqlConnection tx, List<Ending> endings, Duration notBefore) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(endings.stream()
                                .map(ending -> ending.accountId().value())
                                .toArray(UUID[]::new))
                        .addArrayOfUUID(endings.stream()
                                .map(ending -> ending.environmentId().value())
                                .toArray(UUID[]::new))
                        .addArrayOfUUID(endings.stream()
                                .map(ending -> ending.connectionId().value())
                                .toArray(UUID[]::new))
                        .addArrayOfLong(
                                endings.stream().map(Ending::upToGeneration).toArray(Long[]::new))
                        .addDouble(seconds(notBefore)))
                .replaceWithVoid();
    }

    /** Those that are due, each for one sweeper. */
    Uni<List<Ending>> take() {
        return database.worker()
                .preparedQuery(TAKE)
                .execute(Tuple.of((long) config.batch(), seconds(config.within()), seconds(config.pauseMax())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(EndingStore::ending)
                        .toList());
    }

    Uni<Void> told(Ending ending) {
        return database.worker()
                .preparedQuery(TOLD)
                .execute(Tuple.of(ending.accountId().value(), ending.upToGeneration()))
                .replaceWithVoid();
    }

    private static Ending ending(Row row) {
        return new Ending(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getLong("up_to_generation"));
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }
}
