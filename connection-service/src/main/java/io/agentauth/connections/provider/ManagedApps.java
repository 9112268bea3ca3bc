// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The managed apps that there are, for environments: by the role that cannot read their credentials. */
@ApplicationScoped
public class ManagedApps {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALL =
            "select id, provider, scopes, placeholders from managed_app where deleted_at is null";
    private static final String FIND = ALL + " and provider = $1";
    private static final String HOLD = "select from managed_app where id = $1 and deleted_at is null";

    private final Database database;

    @Inject
    ManagedApps(Database database) {
        this.database = database;
    }

    /** The managed app for {@code provider}. */
    public Uni<Optional<ManagedApp>> find(String provider) {
        return database.app()
                .preparedQuery(FIND)
                .execute(Tuple.of(provider))
                .map(rows -> Rows.first(rows, ManagedApps::read));
    }

    /** The providers that have one. */
    Uni<Set<String>> providers() {
        return database.app()
                .query(ALL)
                .execute()
                .map(rows -> Rows.list(rows, row -> row.getString("provider")).stream()
                        .collect(Collectors.toSet()));
    }

    /** Fails with {@code conflict} if the app is gone. The row that refers to it is what keeps it from then on. */
    public Uni<Void> require(SqlConnection tx, UUID app) {
        return tx.preparedQuery(HOLD)
                .execute(Tuple.of(app))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw new ProblemException(ProblemType.CONFLICT, "The managed app was taken away meanwhile.");
                    }
                })
                .replaceWithVoid();
    }

    private static ManagedApp read(Row row) {
        return new ManagedApp(
                row.getUUID("id"),
                row.getString("provider"),
                List.of(row.getArrayOfStrings("scopes")),
                placeholders(row.getString("placeholders")));
    }

    /** The column of that name. */
    public static Map<String, String> placeholders(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("placeholders cannot be read", e);
        }
    }
}
