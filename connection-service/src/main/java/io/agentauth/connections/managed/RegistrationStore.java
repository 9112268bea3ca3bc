// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.managed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.connections.Page;
import io.agentauth.connections.Rows;
import io.agentauth.connections.provider.ManagedApps;
import io.agentauth.database.Database;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Managed apps in SQL, of no environment: so this is the role {@code worker}. What goes in sealed comes out only for token-refresher. */
@ApplicationScoped
class RegistrationStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS =
            """
            m.id, m.provider, m.client_id, m.credentials_version, m.credentials_expire_at, m.redirect_context, m.scopes, m.placeholders, m.version, m.created_at,
            m.updated_at, m.deleted_at,
            (select count(*) from connection c where c.managed_app_id = m.id and c.deleted_at is null) as connections
            """;
    private static final String SELECT = "select " + COLUMNS + " from managed_app m where m.deleted_at is null";
    private static final String FIND = SELECT + " and m.provider = $1";
    private static final String LOCK = FIND + " for update of m";
    private static final String LIST = SELECT + " and m.id > $1 order by m.id limit $2";
    private static final String INSERT =
            """
            insert into managed_app as m (id, provider, client_id, client_secret, redirect_context, scopes, placeholders, credentials_expire_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            returning\s"""
                    + COLUMNS;
    private static final String UPDATE =
            """
            update managed_app as m
               set client_id = $2, client_secret = case when $3 then $4 else m.client_secret end,
                   credentials_version = m.credentials_version + case when $3 then 1 else 0 end,
                   scopes = $5, placeholders = $6, credentials_expire_at = $7, version = m.version + 1, updated_at = now()
             where m.id = $1
            returning\s"""
                    + COLUMNS;
    private static final String DELETE =
            """
            update managed_app as m set deleted_at = now(), updated_at = now(), version = m.version + 1 where m.id = $1
            returning\s"""
                    + COLUMNS;

    private final Database database;

    @Inject
    RegistrationStore(Database database) {
        this.database = database;
    }

    /** What changes; {@code credentialsChanged} replaces id and secret together. */
    record Change(Registration wanted, boolean credentialsChanged, @Nullable Sealed secret) {}

    Uni<Optional<Registration>> find(String provider) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(provider))
                .map(rows -> Rows.first(rows, RegistrationStore::read));
    }

    Uni<Optional<Registration>> lock(SqlConnection tx, String provider) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(provider))
                .map(rows -> Rows.first(rows, RegistrationStore::read));
    }

    Uni<List<Registration>> list(Page.Asked asked) {
        return database.worker()
                .preparedQuery(LIST)
                .execute(Tuple.of(asked.after(), asked.rows()))
                .map(rows -> Rows.list(rows, RegistrationStore::read));
    }

    Uni<Registration> insert(SqlConnection tx, Registration made, @Nullable Sealed secret) {
        return one(
                tx,
                INSERT,
                Tuple.tuple()
                        .addUUID(made.id())
                        .addString(made.provider())
                        .addString(made.clientId())
                        .addValue(buffer(secret))
                        .addString(made.redirectContext())
                        .addArrayOfString(made.scopes().toArray(String[]::new))
                        .addString(write(made.placeholders()))
                        .addOffsetDateTime(Rows.written(made.credentialsExpireAt())));
    }

    Uni<Registration> update(SqlConnection tx, Change change) {
        Registration wanted = change.wanted();
        return one(
                tx,
                UPDATE,
                Tuple.tuple()
                        .addUUID(wanted.id())
                        .addString(wanted.clientId())
                        .addBoolean(change.credentialsChanged())
                        .addValue(buffer(change.secret()))
                        .addArrayOfString(wanted.scopes().toArray(String[]::new))
                        .addString(write(wanted.placeholders()))
                        .addOffsetDateTime(Rows.written(wanted.credentialsExpireAt())));
    }

    Uni<Registration> delete(SqlConnection tx, UUID id) {
        return one(tx, DELETE, Tuple.of(id));
    }

    private static Uni<Registration> one(SqlConnection tx, String sql, Tuple parameters) {
        return tx.preparedQuery(sql).execute(parameters).map(rows -> Rows.first(rows, RegistrationStore::read)
                .orElseThrow());
    }

    private static Registration read(Row row) {
        return new Registration(
                row.getUUID("id"),
                row.getString("provider"),
                row.getString("client_id"),
                row.getLong("credentials_version"),
                Rows.timeOrNull(row, "credentials_expire_at"),
                row.getString("redirect_context"),
                List.of(row.getArrayOfStrings("scopes")),
                ManagedApps.placeholders(row.getString("placeholders")),
                row.getLong("version"),
                row.getLong("connections"),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"),
                Rows.timeOrNull(row, "deleted_at"));
    }

    private static @Nullable Object buffer(@Nullable Sealed secret) {
        return secret == null ? null : io.vertx.core.buffer.Buffer.buffer(secret.bytes());
    }

    private static String write(Map<String, String> placeholders) {
        try {
            return JSON.writeValueAsString(placeholders);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("placeholders cannot be written", e);
        }
    }
}
