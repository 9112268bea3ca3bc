// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.Rows;
import io.agentauth.events.Actor;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Deletes the connections of an environment that ends. */
@ApplicationScoped
public class EndConnections {
    private static final String DELETE =
            """
            update connection set deleted_at = now(), updated_at = now(), version = version + 1
             where environment_id = $1 and deleted_at is null
            returning id, provider, version
            """;

    /** In the environment's transaction. The events are the caller's to append. */
    public Uni<List<NewEvent>> ofEnvironment(SqlConnection tx, EnvironmentId environment, Actor actor) {
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(environment.value()))
                .map(rows -> Rows.list(
                        rows,
                        row -> NewEvent.of(new ConnectionDeleted(
                                environment,
                                new ConnectionId(row.getUUID("id")),
                                row.getString("provider"),
                                row.getLong("version"),
                                actor))));
    }
}
