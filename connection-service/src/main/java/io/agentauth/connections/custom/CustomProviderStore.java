// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import io.agentauth.connections.Rows;
import io.agentauth.connections.provider.CustomProvider;
import io.agentauth.connections.provider.CustomProviders;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Providers of an environment's own as they are written, each with its earlier versions. In the environment's transaction. */
@ApplicationScoped
class CustomProviderStore {
    private static final String COLUMNS = " id, version, definition, deleted_at is not null as deleted ";
    private static final String REMEMBER =
            """
            insert into custom_provider_version (provider_id, environment_id, version, definition)
            select id, environment_id, version, definition from made
            """;
    // Of two that come at once, one finds the other's.
    private static final String INSERT =
            """
            with made as (
                insert into custom_provider (id, environment_id, name, definition) values (uuidv7(), $1, $2, $3)
                on conflict (environment_id, name) do nothing returning *
            ), remembered as (%s)
            select %s from made
            """
                    .formatted(REMEMBER, COLUMNS);
    private static final String UPDATE =
            """
            with made as (
                update custom_provider set definition = $2, version = version + 1, updated_at = now() where id = $1 returning *
            ), remembered as (%s)
            select %s from made
            """
                    .formatted(REMEMBER, COLUMNS);
    private static final String LOCK = "select" + COLUMNS
            + "from custom_provider where environment_id = $1 and name = $2 and deleted_at is null for update";
    private static final String COUNT =
            "select count(*) as n from custom_provider where environment_id = $1 and deleted_at is null";
    private static final String END = "update custom_provider set deleted_at = now(), updated_at = now() where id = $1";
    private static final String FORGET = "delete from custom_provider where id = $1";
    // One at a time, so that two that come at once do not both find room.
    private static final String ONE_AT_A_TIME =
            "select pg_advisory_xact_lock(hashtextextended('custom_provider ' || $1::text, 0))";

    Uni<Long> count(SqlConnection tx, EnvironmentId environment) {
        return tx.preparedQuery(ONE_AT_A_TIME)
                .execute(Tuple.of(environment.value().toString()))
                .chain(() -> tx.preparedQuery(COUNT).execute(Tuple.of(environment.value())))
                .map(rows -> rows.iterator().next().getLong("n"));
    }

    /** Empty if the name was ever taken. */
    Uni<Optional<CustomProvider>> insert(
            SqlConnection tx, EnvironmentId environment, String name, CustomProvider made) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.of(environment.value(), name, made.definition()))
                .map(rows -> Rows.first(rows, CustomProviders::read));
    }

    Uni<CustomProvider> update(SqlConnection tx, UUID key, String definition) {
        return tx.preparedQuery(UPDATE)
                .execute(Tuple.of(key, definition))
                .map(rows -> Rows.first(rows, CustomProviders::read).orElseThrow());
    }

    Uni<Optional<CustomProvider>> lock(SqlConnection tx, EnvironmentId environment, String name) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(environment.value(), name))
                .map(rows -> Rows.first(rows, CustomProviders::read));
    }

    /** The name stays taken, for what was granted through it. */
    Uni<Void> end(SqlConnection tx, UUID key) {
        return tx.preparedQuery(END).execute(Tuple.of(key)).replaceWithVoid();
    }

    /** As if it had never been there. */
    Uni<Void> forget(SqlConnection tx, UUID key) {
        return tx.preparedQuery(FORGET).execute(Tuple.of(key)).replaceWithVoid();
    }
}
