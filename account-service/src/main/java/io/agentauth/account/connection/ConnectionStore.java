// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.database.Database;
import io.agentauth.events.ConnectionSuspended;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.StaticCredentials;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The copies, and which connections are suspended. */
@ApplicationScoped
class ConnectionStore {
    private static final TypeReference<List<Connection.Scope>> WORDS = new TypeReference<>() {};
    private static final TypeReference<Map<String, List<String>>> COVERS = new TypeReference<>() {};
    private static final TypeReference<StaticCredentials> CREDENTIALS = new TypeReference<>() {};
    private static final String FIND =
            """
            select connection_id, environment_id, version, provider, provider_name, auth_type, scopes, scope_words::text as scope_words,
                   scope_covers::text as scope_covers, slots, credentials::text as credentials, authorize_origin, deleted,
                   fetched_at > now() - $3 * interval '1 second' as fresh
              from connection_copy where connection_id = $1 and environment_id = $2
            """;
    private static final String SAVE =
            """
            insert into connection_copy (connection_id, environment_id, version, provider, provider_name, auth_type, scopes, scope_words,
                                         scope_covers, slots, authorize_origin, deleted, credentials)
            values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, $9::text::jsonb, $10, $11, $12, $13::text::jsonb)
            on conflict (connection_id) do update
               set version = excluded.version, provider_name = excluded.provider_name, auth_type = excluded.auth_type,
                   scopes = excluded.scopes, scope_words = excluded.scope_words, scope_covers = excluded.scope_covers, slots = excluded.slots,
                   authorize_origin = excluded.authorize_origin, deleted = connection_copy.deleted or excluded.deleted,
                   credentials = excluded.credentials, fetched_at = now()
             where connection_copy.version <= excluded.version and connection_copy.environment_id = excluded.environment_id
            """;
    private static final String OUTDATE =
            "update connection_copy set fetched_at = '-infinity' where connection_id = $1 and environment_id = $2 and version < $3";
    private static final String DELETE =
            "update connection_copy set deleted = true where connection_id = $1 and environment_id = $2";
    private static final String SUSPEND =
            """
            insert into connection_suspension (connection_id, environment_id, reason)
            select $1, $2, $3
             where not exists (select from connection_copy where connection_id = $1 and environment_id <> $2)
            on conflict (connection_id) do update set reason = excluded.reason
             where connection_suspension.environment_id = excluded.environment_id
            """;
    private static final String RESUME =
            "delete from connection_suspension where connection_id = $1 and environment_id = $2";

    private final Database database;
    private final ObjectMapper json;

    @Inject
    ConnectionStore(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** A copy, and whether it is young enough to be taken as it is. */
    record Found(Connection connection, boolean fresh) {}

    Uni<Optional<Found>> find(EnvironmentId environment, ConnectionId id, Duration freshFor) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(id.value(), environment.value(), (double) freshFor.toSeconds()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(this::found)
                        .findFirst());
    }

    Uni<Connection> save(Connection connection) {
        return database.worker()
                .preparedQuery(SAVE)
                .execute(Tuple.tuple()
                        .addUUID(connection.id().value())
                        .addUUID(connection.environmentId().value())
                        .addLong(connection.version())
                        .addString(connection.provider())
                        .addString(connection.providerName())
                        .addString(connection.authType())
                        .addArrayOfString(connection.scopes().toArray(String[]::new))
                        .addString(write(connection.scopeWords()))
                        .addString(write(connection.scopeCovers()))
                        .addArrayOfString(connection.slots().toArray(String[]::new))
                        .addString(connection.authorizeOrigin())
                        .addBoolean(connection.deleted())
                        .addString(write(connection.credentials())))
                .replaceWith(connection);
    }

    Uni<Void> outdate(SqlConnection tx, EnvironmentId environment, ConnectionId id, long version) {
        return tx.preparedQuery(OUTDATE)
                .execute(Tuple.of(id.value(), environment.value(), version))
                .replaceWithVoid();
    }

    Uni<Void> delete(SqlConnection tx, EnvironmentId environment, ConnectionId id) {
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(id.value(), environment.value()))
                .replaceWithVoid();
    }

    Uni<Void> suspend(SqlConnection tx, ConnectionSuspended event) {
        return tx.preparedQuery(SUSPEND)
                .execute(Tuple.of(
                        event.connectionId().value(), event.environmentId().value(), event.reason()))
                .replaceWithVoid();
    }

    Uni<Void> resume(SqlConnection tx, EnvironmentId environment, ConnectionId id) {
        return tx.preparedQuery(RESUME)
                .execute(Tuple.of(id.value(), environment.value()))
                .replaceWithVoid();
    }

    private Found found(Row row) {
        Connection connection = new Connection(
                new ConnectionId(row.getUUID("connection_id")),
                new EnvironmentId(row.getUUID("environment_id")),
                row.getLong("version"),
                row.getString("provider"),
                row.getString("provider_name"),
                row.getString("auth_type"),
                List.of(row.getArrayOfStrings("scopes")),
                read(row.getString("scope_words"), WORDS),
                read(row.getString("scope_covers"), COVERS),
                List.of(row.getArrayOfStrings("slots")),
                read(row.getString("credentials"), CREDENTIALS),
                row.getString("authorize_origin"),
                row.getBoolean("deleted"));
        return new Found(connection, row.getBoolean("fresh"));
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a copy cannot be read", e);
        }
    }

    private String write(Object part) {
        try {
            return json.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a copy cannot be written", e);
        }
    }
}
