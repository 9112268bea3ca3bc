// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Which of the tokens that token-refresher told of were never pushed here. */
@ApplicationScoped
class MissedStore {
    private static final String MISSED =
            """
            select distinct a.environment_id, a.id
              from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[]) as e(environment_id, account_id, slot, generation, version)
              join account a on a.id = e.account_id and a.environment_id = e.environment_id and a.deleted_at is null
               and e.generation > a.generation_ended and e.generation >= a.generation
              left join access_token t on t.account_id = e.account_id and t.slot = e.slot
             where t.account_id is null or (t.generation, t.version) < (e.generation, e.version)
            """;

    private final Database database;

    @Inject
    MissedStore(Database database) {
        this.database = database;
    }

    /** A token that exists at token-refresher. */
    record Told(EnvironmentId environmentId, AccountId accountId, String slot, long generation, long version) {}

    /** An account whose tokens are to be pulled. */
    record Missed(EnvironmentId environmentId, AccountId accountId) {}

    Uni<List<Missed>> missed(List<Told> told) {
        return database.worker()
                .preparedQuery(MISSED)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(told.stream()
                                .map(one -> one.environmentId().value())
                                .toArray(UUID[]::new))
                        .addArrayOfUUID(told.stream()
                                .map(one -> one.accountId().value())
                                .toArray(UUID[]::new))
                        .addArrayOfString(told.stream().map(Told::slot).toArray(String[]::new))
                        .addArrayOfLong(told.stream().map(Told::generation).toArray(Long[]::new))
                        .addArrayOfLong(told.stream().map(Told::version).toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Missed(new EnvironmentId(row.getUUID(0)), new AccountId(row.getUUID(1))))
                        .toList());
    }
}
