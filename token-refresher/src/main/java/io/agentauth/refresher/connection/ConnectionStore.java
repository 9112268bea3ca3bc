// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemJson;
import io.agentauth.refresher.connection.ConnectionCopy.Previous;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Copies of connections as they are stored. */
@ApplicationScoped
class ConnectionStore {
    private static final ObjectMapper JSON = ProblemJson.acrossReleases();
    private static final String FIND =
            """
            select connection_id, environment_id, version, view, client_secret, suspended_reason, previous_credentials_version, previous_until,
                   case when previous_until > clock_timestamp() then previous_secret end as previous_secret
              from connection_copy where connection_id = $1
            """;
    private static final String LOCK = FIND + " for update";
    private static final String SAVE =
            """
            insert into connection_copy (
                connection_id, environment_id, version, view, client_secret, credentials_version, deleted, fetched_at,
                previous_secret, previous_credentials_version, previous_until)
            values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), $8, $9, coalesce($10, clock_timestamp() + $11 * interval '1 millisecond'))
            on conflict (connection_id) do update
               set version = excluded.version, view = excluded.view, client_secret = excluded.client_secret,
                   credentials_version = excluded.credentials_version, deleted = excluded.deleted, fetched_at = excluded.fetched_at,
                   suspended_at = null, suspended_reason = null, previous_secret = excluded.previous_secret,
                   previous_credentials_version = excluded.previous_credentials_version, previous_until = excluded.previous_until,
                   refused_told = connection_copy.refused_told and connection_copy.credentials_version = excluded.credentials_version
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
            select connection_id, environment_id, version, view, client_secret, suspended_reason, previous_credentials_version, previous_until,
                   null::bytea as previous_secret
              from connection_copy where suspended_at is not null and not deleted order by suspended_at limit $1
            """;
    // In no order, so that secrets that are wrong keep no others from being tried.
    private static final String ON_TRIAL =
            """
            select connection_id, environment_id, version, view, client_secret, suspended_reason, previous_credentials_version, previous_until,
                   previous_secret
              from connection_copy where previous_secret is not null and previous_until > clock_timestamp() order by random() limit $1
            """;
    private static final String FORGET =
            """
            update connection_copy set previous_secret = null, previous_until = null
             where connection_id = $1 and version = $2 and previous_secret is not null
            """;
    private static final String FORGET_OVERDUE =
            """
            update connection_copy set previous_secret = null, previous_until = null
             where previous_secret is not null and previous_until <= clock_timestamp()
            """;
    private static final String TELL_REFUSED =
            """
            update connection_copy set refused_told = true
             where connection_id = $1 and version = $2 and previous_secret is not null and not refused_told
            """;

    private final Pool pool;
    private final ConnectionConfig config;

    @Inject
    ConnectionStore(@ReactiveDataSource("worker") Pool pool, ConnectionConfig config) {
        this.pool = pool;
        this.config = config;
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
        Previous previous = copy.previous();
        Instant until = previous == null ? null : previous.until();
        Tuple columns = Tuple.tuple()
                .addUUID(copy.connectionId().value())
                .addUUID(copy.environmentId().value())
                .addLong(copy.version())
                .addString(write(copy.view()))
                .addValue(secret == null ? null : Buffer.buffer(secret.bytes()))
                .addLong(copy.view().credentialsVersion())
                .addBoolean(copy.isDeleted())
                .addValue(
                        previous == null
                                ? null
                                : Buffer.buffer(previous.secret().bytes()))
                .addLong(previous == null ? 0 : previous.credentialsVersion())
                .addOffsetDateTime(until == null ? null : until.atOffset(ZoneOffset.UTC))
                .addLong(config.secretOverlap().toMillis());
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

    /** Some of those with a new secret that has yet to prove itself. */
    Uni<List<ConnectionCopy>> onTrial(int limit) {
        return pool.preparedQuery(ON_TRIAL)
                .execute(Tuple.of((long) limit))
                .map(rows -> rows.stream().map(ConnectionStore::copy).toList());
    }

    /** Deletes the secret before the one that {@code copy} has; whether there was one. */
    Uni<Boolean> forgetPrevious(SqlConnection tx, ConnectionCopy copy) {
        return tx.preparedQuery(FORGET)
                .execute(Tuple.of(copy.connectionId().value(), copy.version()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Deletes those whose overlap is over. */
    Uni<Void> forgetOverdue() {
        return pool.query(FORGET_OVERDUE).execute().replaceWithVoid();
    }

    /** Whether it was not told yet that the new secret is refused. */
    Uni<Boolean> tellRefused(SqlConnection tx, ConnectionCopy copy) {
        return tx.preparedQuery(TELL_REFUSED)
                .execute(Tuple.of(copy.connectionId().value(), copy.version()))
                .map(rows -> rows.rowCount() > 0);
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
                sealed(row, "client_secret"),
                row.getString("suspended_reason"),
                previous(row));
    }

    private static @Nullable Previous previous(Row row) {
        Sealed secret = sealed(row, "previous_secret");
        return secret == null
                ? null
                : new Previous(
                        secret,
                        row.getLong("previous_credentials_version"),
                        row.getOffsetDateTime("previous_until").toInstant());
    }

    private static @Nullable Sealed sealed(Row row, String column) {
        var bytes = row.getBuffer(column);
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
