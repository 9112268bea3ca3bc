// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far accounts are: their generations, and how new their tokens are. */
@ApplicationScoped
class StandingStore {
    private static final String STANDINGS =
            """
            select a.id, a.generation, case when a.deleted_at is null then a.generation_ended else a.generation_last end as ended,
                   a.provider_subject, a.provider_issuer, a.provider_email, a.provider_name, t.slot, t.epoch, t.generation as token_generation,
                   t.version
              from unnest($1::uuid[], $2::uuid[]) as w (environment_id, account_id)
              join account as a on a.id = w.account_id and a.environment_id = w.environment_id
              left join access_token as t on t.account_id = a.id
            """;

    private final Database database;

    @Inject
    StandingStore(Database database) {
        this.database = database;
    }

    /** An account of that environment. */
    record Wanted(EnvironmentId environmentId, AccountId accountId) {}

    /** Those that are known; none for another environment's. */
    Uni<List<Standing>> find(List<Wanted> wanted) {
        Tuple parameters = Tuple.of(
                wanted.stream().map(one -> one.environmentId().value()).toArray(UUID[]::new),
                wanted.stream().map(one -> one.accountId().value()).toArray(UUID[]::new));
        return database.worker().preparedQuery(STANDINGS).execute(parameters).map(StandingStore::standings);
    }

    private static List<Standing> standings(RowSet<Row> rows) {
        Map<UUID, Standing> byAccount = new LinkedHashMap<>();
        for (Row row : rows) {
            Standing standing = byAccount.computeIfAbsent(row.getUUID("id"), id -> standing(new AccountId(id), row));
            if (row.getString("slot") != null) {
                standing.tokens()
                        .add(new Standing.Token(
                                row.getString("slot"),
                                row.getLong("epoch"),
                                row.getLong("token_generation"),
                                row.getLong("version")));
            }
        }
        return List.copyOf(byAccount.values());
    }

    private static Standing standing(AccountId id, Row row) {
        return new Standing(id, row.getLong("generation"), row.getLong("ended"), person(row), new ArrayList<>());
    }

    private static Standing.@Nullable Person person(Row row) {
        String subject = row.getString("provider_subject");
        return subject == null
                ? null
                : new Standing.Person(
                        subject,
                        row.getString("provider_issuer"),
                        row.getString("provider_email"),
                        row.getString("provider_name"));
    }
}
