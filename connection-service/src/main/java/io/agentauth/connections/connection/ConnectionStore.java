// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.connections.Page;
import io.agentauth.connections.Rows;
import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.database.Database;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.ProblemJson;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connections in SQL. What goes in sealed comes out only for token-refresher. */
@ApplicationScoped
class ConnectionStore {
    private static final String COLUMNS =
            """
            id, name, provider, auth_type, mode, metadata, scopes, settings, managed_app_id, client_id, credentials_version, credentials_expire_at,
            coalesce((select m.redirect_context from managed_app m where m.id = managed_app_id), redirect_context) as redirect_context,
            suspended_reason, version, created_at, updated_at, deleted_at
            """;
    private static final String INSERT =
            """
            insert into connection (id, environment_id, name, provider, auth_type, mode, metadata, scopes, settings, redirect_context,
                                    client_id, client_secret, managed_app_id, credentials_expire_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            returning\s"""
                    + COLUMNS;
    private static final String UPDATE =
            """
            update connection
               set name = $2, scopes = $3, settings = $4, metadata = $5, client_id = $6,
                   client_secret = case when $7 then $8 else client_secret end,
                   credentials_version = credentials_version + case when $7 then 1 else 0 end,
                   suspended_reason = case when $7 then null else suspended_reason end,
                   credentials_expiry_told_at = case when credentials_expire_at is not distinct from $9 then credentials_expiry_told_at end,
                   credentials_expire_at = $9,
                   version = version + 1, updated_at = now()
             where id = $1
            returning\s"""
                    + COLUMNS;
    private static final String DELETE =
            """
            update connection set deleted_at = now(), updated_at = now(), version = version + 1 where id = $1
            returning\s"""
                    + COLUMNS;
    private static final String FIND =
            "select " + COLUMNS + " from connection where environment_id = $1 and id = $2 and deleted_at is null";
    private static final String LOCK = FIND + " for update";
    private static final String LIST = "select " + COLUMNS
            + " from connection where environment_id = $1 and deleted_at is null and id > $2 order by id limit $3";
    // One statement: version and credentials are of one moment.
    private static final String WITH_SECRET = "select " + COLUMNS
            + """
            , client_secret, app.*
              from connection
              left join lateral (select m.client_id as app_client_id, m.client_secret as app_client_secret,
                                        m.credentials_version as app_credentials_version
                                   from managed_app m where m.id = connection.managed_app_id) as app on true
             where environment_id = $1 and id = $2
            """;

    private final Database database;
    private final ObjectMapper json;

    @Inject
    ConnectionStore(Database database, ObjectMapper json) {
        this.database = database;
        this.json = ProblemJson.acrossReleases(json);
    }

    /** A connection with the client that it uses, its own or the operator's, for whoever may pass it on. */
    record WithSecret(Connection connection, String clientId, @Nullable Sealed secret, long credentialsVersion) {}

    /** What changes; {@code credentialsChanged} replaces id and secret together. */
    record Change(Connection wanted, boolean credentialsChanged, @Nullable Sealed secret) {}

    Uni<Connection> insert(SqlConnection tx, EnvironmentId environment, Connection made, @Nullable Sealed secret) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(made.id().value())
                        .addUUID(environment.value())
                        .addString(made.name())
                        .addString(made.provider())
                        .addString(made.authType())
                        .addString(made.mode())
                        .addString(writeOrNull(made.metadata()))
                        .addArrayOfString(made.scopes().toArray(String[]::new))
                        .addString(write(made.settings()))
                        .addString(made.redirectContext())
                        .addString(made.clientId())
                        .addValue(buffer(secret))
                        .addUUID(made.managedApp())
                        .addOffsetDateTime(Rows.written(made.credentialsExpireAt())))
                .map(rows -> Rows.first(rows, this::read).orElseThrow());
    }

    Uni<Connection> update(SqlConnection tx, Change change) {
        Connection wanted = change.wanted();
        return tx.preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addUUID(wanted.id().value())
                        .addString(wanted.name())
                        .addArrayOfString(wanted.scopes().toArray(String[]::new))
                        .addString(write(wanted.settings()))
                        .addString(writeOrNull(wanted.metadata()))
                        .addString(wanted.clientId())
                        .addBoolean(change.credentialsChanged())
                        .addValue(buffer(change.secret()))
                        .addOffsetDateTime(Rows.written(wanted.credentialsExpireAt())))
                .map(rows -> Rows.first(rows, this::read).orElseThrow());
    }

    Uni<Connection> delete(SqlConnection tx, ConnectionId id) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(id.value())).map(rows -> Rows.first(rows, this::read)
                .orElseThrow());
    }

    Uni<Optional<Connection>> find(SqlConnection tx, EnvironmentId environment, ConnectionId id) {
        return one(tx, FIND, environment, id);
    }

    Uni<Optional<Connection>> lock(SqlConnection tx, EnvironmentId environment, ConnectionId id) {
        return one(tx, LOCK, environment, id);
    }

    Uni<List<Connection>> list(SqlConnection tx, EnvironmentId environment, Page.Asked asked) {
        return tx.preparedQuery(LIST)
                .execute(Tuple.of(environment.value(), asked.after(), asked.rows()))
                .map(rows -> Rows.list(rows, this::read));
    }

    /** Also what is deleted, for other services. */
    Uni<Optional<WithSecret>> findWithSecret(EnvironmentId environment, ConnectionId id) {
        return database.worker()
                .preparedQuery(WITH_SECRET)
                .execute(Tuple.of(environment.value(), id.value()))
                .map(rows -> Rows.first(rows, this::withSecret));
    }

    private WithSecret withSecret(Row row) {
        Connection connection = read(row);
        return connection.managedApp() == null
                ? new WithSecret(
                        connection,
                        connection.clientId(),
                        sealed(row.getBuffer("client_secret")),
                        connection.credentialsVersion())
                : new WithSecret(
                        connection,
                        row.getString("app_client_id"),
                        sealed(row.getBuffer("app_client_secret")),
                        row.getLong("app_credentials_version"));
    }

    private Uni<Optional<Connection>> one(SqlConnection tx, String sql, EnvironmentId environment, ConnectionId id) {
        return tx.preparedQuery(sql)
                .execute(Tuple.of(environment.value(), id.value()))
                .map(rows -> Rows.first(rows, this::read));
    }

    private Connection read(Row row) {
        String metadata = row.getString("metadata");
        return new Connection(
                new ConnectionId(row.getUUID("id")),
                row.getString("name"),
                row.getString("provider"),
                row.getString("auth_type"),
                row.getString("mode"),
                metadata == null ? null : parse(metadata, ServerMetadata.class),
                List.of(row.getArrayOfStrings("scopes")),
                parse(row.getString("settings"), Settings.class),
                row.getString("redirect_context"),
                row.getUUID("managed_app_id"),
                row.getString("client_id"),
                row.getLong("credentials_version"),
                Rows.timeOrNull(row, "credentials_expire_at"),
                row.getString("suspended_reason"),
                row.getLong("version"),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"),
                Rows.timeOrNull(row, "deleted_at"));
    }

    private static @Nullable Sealed sealed(@Nullable Buffer secret) {
        return secret == null ? null : new Sealed(secret.getBytes());
    }

    private static @Nullable Object buffer(@Nullable Sealed secret) {
        return secret == null ? null : io.vertx.core.buffer.Buffer.buffer(secret.bytes());
    }

    private @Nullable String writeOrNull(@Nullable Object value) {
        return value == null ? null : write(value);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a connection cannot be written", e);
        }
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a connection cannot be read", e);
        }
    }
}
