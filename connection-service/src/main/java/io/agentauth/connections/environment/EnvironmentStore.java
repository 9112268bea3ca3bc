// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.connections.Page;
import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Environments in SQL. */
@ApplicationScoped
class EnvironmentStore {
    private static final String COLUMNS =
            """
            environment_id, name, logo_url, kind, return_urls, verify_urls, verification, version, created_at, updated_at, deleted_at
            """;
    private static final String INSERT =
            """
            insert into environment (environment_id, name, logo_url, kind, return_urls, verify_urls, verification, key_made_at)
            values ($1, $2, $3, $4, $5, $6, $7, case when $8 then now() end)
            returning\s"""
                    + COLUMNS;
    private static final String UPDATE =
            """
            update environment
               set name = $2, logo_url = $3, kind = $4, return_urls = $5, verify_urls = $6, verification = $7,
                   version = version + 1, updated_at = now()
             where environment_id = $1
            returning\s"""
                    + COLUMNS;
    private static final String DELETE =
            """
            update environment set deleted_at = now(), version = version + 1, updated_at = now()
             where environment_id = $1 and deleted_at is null
            returning\s"""
                    + COLUMNS;
    private static final String SHRED =
            "update environment set shredded_at = now() where environment_id = $1 and shredded_at is null";
    private static final String SHREDDED = "select environment_id from environment where shredded_at is not null";
    private static final String HAS_KEY =
            "select exists (select from environment where environment_id = $1 and key_made_at is not null) as has_key";
    private static final String WITHOUT_KEY =
            "select environment_id from environment where key_made_at is null and deleted_at is null";
    private static final String KEY_MADE =
            "update environment set key_made_at = now() where environment_id = $1 and key_made_at is null";
    private static final String FIND = "select " + COLUMNS + " from environment where environment_id = $1";
    private static final String LOCK = FIND + " and deleted_at is null for update";
    private static final String LIST = "select " + COLUMNS
            + " from environment where deleted_at is null and environment_id > $1 order by environment_id limit $2";

    private final Database database;

    @Inject
    EnvironmentStore(Database database) {
        this.database = database;
    }

    Uni<Environment> insert(SqlConnection tx, EnvironmentId id, Settings settings, boolean hasKey) {
        return tx.preparedQuery(INSERT)
                .execute(row(id, settings).addBoolean(hasKey))
                .map(rows -> Rows.first(rows, EnvironmentStore::read).orElseThrow());
    }

    Uni<Environment> update(SqlConnection tx, EnvironmentId id, Settings settings) {
        return tx.preparedQuery(UPDATE).execute(row(id, settings)).map(rows -> Rows.first(rows, EnvironmentStore::read)
                .orElseThrow());
    }

    /** The environment, if it was there until now. */
    Uni<Optional<Environment>> delete(SqlConnection tx, EnvironmentId id) {
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(id.value()))
                .map(rows -> Rows.first(rows, EnvironmentStore::read));
    }

    /** Writes down that its key is destroyed; whether it was not written down before. */
    Uni<Boolean> shred(SqlConnection tx, EnvironmentId id) {
        return tx.preparedQuery(SHRED).execute(Tuple.of(id.value())).map(rows -> rows.rowCount() == 1);
    }

    Uni<List<EnvironmentId>> shredded() {
        return ids(SHREDDED);
    }

    /** Those in use whose key was never made. */
    Uni<List<EnvironmentId>> withoutKey() {
        return ids(WITHOUT_KEY);
    }

    private Uni<List<EnvironmentId>> ids(String select) {
        return database.worker()
                .query(select)
                .execute()
                .map(rows -> Rows.list(rows, row -> new EnvironmentId(row.getUUID("environment_id"))));
    }

    /** Whether its key was ever made. */
    Uni<Boolean> hasKey(EnvironmentId id) {
        return database.worker()
                .preparedQuery(HAS_KEY)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.iterator().next().getBoolean("has_key"));
    }

    /** Writes down that its key is made. */
    Uni<Void> keyMade(SqlConnection tx, EnvironmentId id) {
        return tx.preparedQuery(KEY_MADE).execute(Tuple.of(id.value())).replaceWithVoid();
    }

    /** Also what is deleted. */
    Uni<Optional<Environment>> find(EnvironmentId id) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> Rows.first(rows, EnvironmentStore::read));
    }

    Uni<Optional<Environment>> lock(SqlConnection tx, EnvironmentId id) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(id.value()))
                .map(rows -> Rows.first(rows, EnvironmentStore::read));
    }

    Uni<List<Environment>> list(Page.Asked asked) {
        return database.worker()
                .preparedQuery(LIST)
                .execute(Tuple.of(asked.after(), asked.rows()))
                .map(rows -> Rows.list(rows, EnvironmentStore::read));
    }

    private static Tuple row(EnvironmentId id, Settings settings) {
        return Tuple.tuple()
                .addUUID(id.value())
                .addString(settings.name())
                .addString(settings.logoUrl())
                .addString(settings.kind().wireName())
                .addArrayOfString(settings.returnUrls().toArray(String[]::new))
                .addArrayOfString(settings.verifyUrls().toArray(String[]::new))
                .addString(settings.verification().wireName());
    }

    private static Environment read(Row row) {
        return new Environment(
                new EnvironmentId(row.getUUID("environment_id")),
                row.getString("name"),
                row.getString("logo_url"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                List.of(row.getArrayOfStrings("return_urls")),
                List.of(row.getArrayOfStrings("verify_urls")),
                Verification.valueOf(row.getString("verification").toUpperCase(Locale.ROOT)),
                row.getLong("version"),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"),
                Rows.timeOrNull(row, "deleted_at"));
    }
}
