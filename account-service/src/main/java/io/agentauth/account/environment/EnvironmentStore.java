// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.agentauth.database.Database;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The copies. */
@ApplicationScoped
class EnvironmentStore {
    private static final String FIND =
            """
            select environment_id, name, logo_url, kind, return_urls, verify_urls, verification, deleted,
                   fetched_at > now() - $2 * interval '1 second' as fresh
              from environment_copy where environment_id = $1
            """;
    private static final String SAVE =
            """
            insert into environment_copy (environment_id, name, logo_url, kind, return_urls, verify_urls, verification, deleted)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (environment_id) do update
               set name = excluded.name, logo_url = excluded.logo_url, kind = excluded.kind, return_urls = excluded.return_urls,
                   verify_urls = excluded.verify_urls, verification = excluded.verification,
                   deleted = environment_copy.deleted or excluded.deleted, fetched_at = now()
            """;
    private static final String OUTDATE =
            "update environment_copy set fetched_at = '-infinity' where environment_id = any ($1)";
    private static final String DELETE = "update environment_copy set deleted = true where environment_id = any ($1)";

    private final Database database;

    @Inject
    EnvironmentStore(Database database) {
        this.database = database;
    }

    /** A copy, and whether it is young enough to be taken as it is. */
    record Found(Environment environment, boolean fresh) {}

    Uni<Optional<Found>> find(EnvironmentId id, Duration freshFor) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(id.value(), (double) freshFor.toSeconds()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(EnvironmentStore::found)
                        .findFirst());
    }

    Uni<Environment> save(Environment environment) {
        return database.worker()
                .preparedQuery(SAVE)
                .execute(Tuple.tuple()
                        .addUUID(environment.id().value())
                        .addString(environment.name())
                        .addString(environment.logoUrl())
                        .addString(environment.kind())
                        .addArrayOfString(environment.returnUrls().toArray(String[]::new))
                        .addArrayOfString(environment.verifyUrls().toArray(String[]::new))
                        .addString(environment.verification())
                        .addBoolean(environment.deleted()))
                .replaceWith(environment);
    }

    Uni<Void> outdate(SqlConnection tx, UUID[] ids) {
        return tx.preparedQuery(OUTDATE).execute(Tuple.of(ids)).replaceWithVoid();
    }

    Uni<Void> delete(SqlConnection tx, UUID[] ids) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(ids)).replaceWithVoid();
    }

    private static Found found(Row row) {
        Environment environment = new Environment(
                new EnvironmentId(row.getUUID("environment_id")),
                row.getString("name"),
                row.getString("logo_url"),
                row.getString("kind"),
                List.of(row.getArrayOfStrings("return_urls")),
                List.of(row.getArrayOfStrings("verify_urls")),
                row.getString("verification"),
                row.getBoolean("deleted"));
        return new Found(environment, row.getBoolean("fresh"));
    }
}
