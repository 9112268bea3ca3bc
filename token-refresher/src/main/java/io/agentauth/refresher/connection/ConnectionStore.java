// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemJson;
import io.agentauth.vault.Sealed;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Copies of connections as they are stored. */
@ApplicationScoped
class ConnectionStore {
    private static final ObjectMapper JSON =
            ProblemJson.mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final String FIND =
            """
            select connection_id, environment_id, version, view, client_secret, suspended_reason
              from connection_copy where connection_id = $1
            """;
    private static final String LOCK = FIND + " for update";
    private static final String SAVE =
            """
            insert into connection_copy (
                connection_id, environment_id, version, view, client_secret, credentials_version, deleted, fetched_at)
            values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())
            on conflict (connection_id) do update
               set version = excluded.version, view = excluded.view, client_secret = excluded.client_secret,
                   credentials_version = excluded.credentials_version, deleted = excluded.deleted, fetched_at = excluded.fetched_at,
                   suspended_at = null, suspended_reason = null
             where connection_copy.version < excluded.version and connection_copy.environment_id = excluded.environment_id
            """;
    private static final String SUSPEND =
            """
            update connection_copy set suspended_at = clock_timestamp(), suspended_reason = $3
             where connection_id = $1 and version = $2 and suspended_at is null and not deleted
            """;
    private static final String RESUME =
            """
            update connection_copy set suspended_at = null, suspended_reason = null
             where connection_id = $1 and version = $2 and suspended_at is not null
            """;
    private static final String SUSPENDED =
            """
            select connection_id, environment_id, version, view, client_secret, suspended_reason
              from connection_copy where suspended_at is not null and not deleted order by suspended_at limit $1
            """;

    private final Pool pool;

    @Inject
    ConnectionStore(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(work);
    }

    Uni<Optional<ConnectionCopy>> find(ConnectionId id) {
        return find(pool, FIND, id);
    }

    Uni<Optional<ConnectionCopy>> lock(SqlConnection tx, ConnectionId id) {
        return find(tx, LOCK, id);
    }

    /** Stores a copy, unless a newer one is there; a suspension was of the older one. */
    Uni<Void> save(SqlConnection tx, ConnectionCopy copy) {
        Sealed secret = copy.clientSecret();
        Tuple columns = Tuple.tuple()
                .addUUID(copy.connectionId().value())
                .addUUID(copy.environmentId().value())
                .addLong(copy.version())
                .addString(write(copy.view()))
                .addValue(secret == null ? null : Buffer.buffer(secret.bytes()))
                .addLong(copy.view().credentialsVersion())
                .addBoolean(copy.isDeleted());
        return tx.preparedQuery(SAVE).execute(columns).replaceWithVoid();
    }

    /** Whether this changed anything. */
    Uni<Boolean> suspend(SqlConnection tx, ConnectionCopy copy, String reason) {
        return tx.preparedQuery(SUSPEND)
                .execute(Tuple.of(copy.connectionId().value(), copy.version(), reason))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Whether this changed anything. */
    Uni<Boolean> resume(SqlConnection tx, ConnectionCopy copy) {
        return tx.preparedQuery(RESUME)
                .execute(Tuple.of(copy.connectionId().value(), copy.version()))
                .map(rows -> rows.rowCount() > 0);
    }

    Uni<List<ConnectionCopy>> suspended(int limit) {
        return pool.preparedQuery(SUSPENDED)
                .execute(Tuple.of((long) limit))
                .map(rows -> rows.stream().map(ConnectionStore::copy).toList());
    }

    private static Uni<Optional<ConnectionCopy>> find(SqlClient sql, String query, ConnectionId id) {
        return sql.preparedQuery(query).execute(Tuple.of(id.value())).map(ConnectionStore::first);
    }

    private static Optional<ConnectionCopy> first(RowSet<Row> rows) {
        return rows.stream().map(ConnectionStore::copy).findFirst();
    }

    private static ConnectionCopy copy(Row row) {
        return new ConnectionCopy(
                new EnvironmentId(row.getUUID("environment_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getLong("version"),
                read(row.getString("view")),
                sealed(row),
                row.getString("suspended_reason"));
    }

    private static @Nullable Sealed sealed(Row row) {
        var bytes = row.getBuffer("client_secret");
        return bytes == null ? null : new Sealed(bytes.getBytes());
    }

    private static String write(ConnectionView view) {
        try {
            return JSON.writeValueAsString(view);
        } catch (JacksonException e) {
            throw new IllegalStateException("a connection cannot be written", e);
        }
    }

    private static ConnectionView read(String view) {
        try {
            return JSON.readValue(view, ConnectionView.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("a connection cannot be read", e);
        }
    }
}
