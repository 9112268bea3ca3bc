// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The providers of environments' own, for whoever reads them. */
@ApplicationScoped
public class CustomProviders {
    private static final String COLUMNS =
            "select id, version, definition, deleted_at is not null as deleted from custom_provider";
    private static final String EVEN_DELETED = COLUMNS + " where environment_id = $1 and name = $2";
    private static final String FIND = EVEN_DELETED + " and deleted_at is null";
    private static final String HOLD = FIND + " for share";
    private static final String ALL = COLUMNS + " where environment_id = $1 and deleted_at is null order by id";

    private final Database database;

    @Inject
    CustomProviders(Database database) {
        this.database = database;
    }

    /** The environment's provider of that name. */
    public Uni<Optional<CustomProvider>> find(EnvironmentId environment, String name) {
        return isCustom(name)
                ? database.inEnvironment(environment, tx -> one(tx, FIND, environment, name))
                : Uni.createFrom().item(Optional.empty());
    }

    /** The same, also if it is deleted: what was granted through it has to be ended. For other services. */
    public Uni<Optional<CustomProvider>> findEvenDeleted(EnvironmentId environment, String name) {
        return isCustom(name)
                ? database.worker()
                        .preparedQuery(EVEN_DELETED)
                        .execute(Tuple.of(environment.value(), name))
                        .map(rows -> Rows.first(rows, CustomProviders::read))
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * Keeps {@code provider} as it is until the transaction ends, where it is the environment's own. Fails with {@code conflict} if it has changed
     * since it was read.
     */
    public Uni<Void> hold(SqlConnection tx, EnvironmentId environment, Provider provider) {
        return provider.isCustom()
                ? one(tx, HOLD, environment, provider.id())
                        .invoke(now -> requireSame(provider, now))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** All that {@code environment} has, in the order of creation. */
    Uni<List<CustomProvider>> all(EnvironmentId environment) {
        return database.inEnvironment(environment, tx -> tx.preparedQuery(ALL)
                .execute(Tuple.of(environment.value()))
                .map(rows -> Rows.list(rows, CustomProviders::read)));
    }

    private static Uni<Optional<CustomProvider>> one(
            SqlConnection tx, String sql, EnvironmentId environment, String name) {
        return tx.preparedQuery(sql)
                .execute(Tuple.of(environment.value(), name))
                .map(rows -> Rows.first(rows, CustomProviders::read));
    }

    private static void requireSame(Provider before, Optional<CustomProvider> now) {
        if (now.filter(held -> held.provider().equals(before)).isEmpty()) {
            throw changedMeanwhile();
        }
    }

    private static boolean isCustom(String name) {
        return name.startsWith(Provider.CUSTOM);
    }

    /** {@code conflict}: what was decided by is no longer how it is. */
    public static ProblemException changedMeanwhile() {
        return new ProblemException(ProblemType.CONFLICT, "The provider was changed meanwhile. Read it and try again.");
    }

    /** A row with {@code id, version, definition, deleted}. */
    public static CustomProvider read(Row row) {
        return new CustomProvider(
                row.getUUID("id"), row.getLong("version"), row.getString("definition"), row.getBoolean("deleted"));
    }
}
