// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.Page;
import io.agentauth.connections.Rows;
import io.agentauth.identity.AddressRange;
import io.agentauth.identity.Permission;
import io.agentauth.identity.Role;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The keys of an environment; every statement is held to it by row-level security. */
@ApplicationScoped
class ApiKeyStore {
    private static final String COLUMNS =
            "id, name, prefix, scopes, allowed_addresses, expires_at, created_at, revoked_at";
    private static final String INSERT =
            """
            insert into api_key (id, environment_id, hash, prefix, name, scopes, expires_at, allowed_addresses) values ($1, $2, $3, $4, $5, $6, $7, $8)
            returning\s"""
                    + COLUMNS;
    private static final String LIST =
            "select " + COLUMNS + " from api_key where environment_id = $1 and id > $2 order by id limit $3";
    private static final String COUNT =
            """
            select count(*) from api_key
             where environment_id = $1 and revoked_at is null and (expires_at is null or expires_at > now())
            """;
    private static final String REVOKE =
            """
            update api_key set revoked_at = now() where environment_id = $1 and id = $2 and revoked_at is null
            returning\s"""
                    + COLUMNS;
    private static final String FIND = "select " + COLUMNS + " from api_key where environment_id = $1 and id = $2";
    private static final String REVOKE_ALL =
            """
            update api_key set revoked_at = now() where environment_id = $1 and revoked_at is null
            returning id
            """;
    private static final String ENVIRONMENT =
            "select kind from environment where environment_id = $1 and deleted_at is null for share";

    /** What is stored of a new key. */
    @SuppressWarnings("ArrayRecordComponent") // written once and never compared
    record NewKey(ApiKeyId id, byte[] hash, String prefix, ApiKeys.Wanted wanted) {}

    /** The kind of the environment, if it is there; it is not deleted before the transaction ends. */
    Uni<Optional<String>> lockEnvironment(SqlConnection tx, EnvironmentId environment) {
        return tx.preparedQuery(ENVIRONMENT)
                .execute(Tuple.of(environment.value()))
                .map(rows -> Rows.first(rows, row -> row.getString("kind")));
    }

    Uni<ApiKey> insert(SqlConnection tx, EnvironmentId environment, NewKey key) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(key.id().value())
                        .addUUID(environment.value())
                        .addBuffer(Buffer.buffer(key.hash()))
                        .addString(key.prefix())
                        .addString(key.wanted().name())
                        .addArrayOfString(key.wanted().scopes().stream()
                                .map(Permission::wireName)
                                .toArray(String[]::new))
                        .addOffsetDateTime(Rows.written(key.wanted().expiresAt()))
                        .addArrayOfString(key.wanted().allowedAddresses().stream()
                                .map(AddressRange::toString)
                                .toArray(String[]::new)))
                .map(rows -> Rows.first(rows, ApiKeyStore::read).orElseThrow());
    }

    Uni<Long> count(SqlConnection tx, EnvironmentId environment) {
        return tx.preparedQuery(COUNT)
                .execute(Tuple.of(environment.value()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Uni<List<ApiKey>> list(SqlConnection tx, EnvironmentId environment, Page.Asked asked) {
        return tx.preparedQuery(LIST)
                .execute(Tuple.of(environment.value(), asked.after(), asked.rows()))
                .map(rows -> Rows.list(rows, ApiKeyStore::read));
    }

    Uni<Optional<ApiKey>> find(SqlConnection tx, EnvironmentId environment, ApiKeyId id) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(environment.value(), id.value()))
                .map(rows -> Rows.first(rows, ApiKeyStore::read));
    }

    /** The key, if it was not revoked before. */
    Uni<Optional<ApiKey>> revoke(SqlConnection tx, EnvironmentId environment, ApiKeyId id) {
        return tx.preparedQuery(REVOKE)
                .execute(Tuple.of(environment.value(), id.value()))
                .map(rows -> Rows.first(rows, ApiKeyStore::read));
    }

    Uni<List<ApiKeyId>> revokeAll(SqlConnection tx, EnvironmentId environment) {
        return tx.preparedQuery(REVOKE_ALL)
                .execute(Tuple.of(environment.value()))
                .map(rows -> Rows.list(rows, row -> new ApiKeyId(row.getUUID("id"))));
    }

    static List<Permission> permissions(String[] names) {
        return Arrays.stream(names)
                .map(Permission::find)
                .flatMap(Optional::stream)
                .toList();
    }

    static List<AddressRange> ranges(String[] texts) {
        return Arrays.stream(texts).map(AddressRange::parse).toList();
    }

    private static ApiKey read(Row row) {
        List<Permission> scopes = permissions(row.getArrayOfStrings("scopes"));
        return new ApiKey(
                new ApiKeyId(row.getUUID("id")),
                row.getString("name"),
                row.getString("prefix"),
                Role.of(scopes).orElse(null),
                scopes,
                ranges(row.getArrayOfStrings("allowed_addresses")),
                Rows.timeOrNull(row, "expires_at"),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "revoked_at"));
    }
}
