// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.Rows;
import io.agentauth.events.Actor;
import io.agentauth.events.ConnectionUpdated;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Which connections a provider of an environment's own, or a managed app, has, for whoever changes it. In the caller's transaction. */
@ApplicationScoped
public class ProviderUse {
    private static final String USED =
            """
            select count(*) as ever, count(*) filter (where deleted_at is null) as now
              from connection where environment_id = $1 and provider = $2
            """;
    private static final String CHANGED =
            """
            update connection set version = version + 1, updated_at = now()
             where environment_id = $1 and provider = $2 and deleted_at is null
            returning id, environment_id, provider, version
            """;
    // What the provider held against the app before was held against other credentials.
    private static final String APP_CHANGED =
            """
            update connection set version = version + 1, updated_at = now(), suspended_reason = null
             where managed_app_id = $1 and deleted_at is null
            returning id, environment_id, provider, version
            """;

    /** How many connections it had, also deleted ones, and how many it has. */
    public record Used(long ever, long now) {}

    /** How much {@code provider} is used. */
    public Uni<Used> of(SqlConnection tx, EnvironmentId environment, String provider) {
        return tx.preparedQuery(USED)
                .execute(Tuple.of(environment.value(), provider))
                .map(rows -> rows.iterator().next())
                .map(row -> new Used(row.getLong("ever"), row.getLong("now")));
    }

    /** Gives each of its connections the next version, so that whoever keeps a copy reads it again. The events are the caller's to append. */
    public Uni<List<NewEvent>> changed(SqlConnection tx, EnvironmentId environment, String provider, Actor actor) {
        return tx.preparedQuery(CHANGED)
                .execute(Tuple.of(environment.value(), provider))
                .map(rows -> Rows.list(rows, row -> updated(row, actor)));
    }

    /** The same of a managed app's connections, across environments. */
    public Uni<List<NewEvent>> changed(SqlConnection tx, UUID managedApp, Actor actor) {
        return tx.preparedQuery(APP_CHANGED)
                .execute(Tuple.of(managedApp))
                .map(rows -> Rows.list(rows, row -> updated(row, actor)));
    }

    private static NewEvent updated(Row row, Actor actor) {
        return NewEvent.of(new ConnectionUpdated(
                new EnvironmentId(row.getUUID("environment_id")),
                new ConnectionId(row.getUUID("id")),
                row.getString("provider"),
                row.getLong("version"),
                actor));
    }
}
