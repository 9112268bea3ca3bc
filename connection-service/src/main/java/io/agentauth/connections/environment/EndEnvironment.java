// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.connections.connection.EndConnections;
import io.agentauth.connections.key.ApiKeys;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.EnvironmentDeleted;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes an environment: in one transaction its keys are revoked, its connections are deleted, and the events say so. What was granted through
 * it ends where those events are consumed, as often as that takes.
 */
@ApplicationScoped
class EndEnvironment {
    private final Database database;
    private final EnvironmentStore store;
    private final ApiKeys keys;
    private final EndConnections connections;
    private final Outbox outbox;

    @Inject
    EndEnvironment(Database database, EnvironmentStore store, ApiKeys keys, EndConnections connections, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.keys = keys;
        this.connections = connections;
        this.outbox = outbox;
    }

    Uni<Environment> end(EnvironmentId id, Actor actor) {
        return database.inEnvironment(
                id,
                tx -> store.delete(tx, id).map(Environments::required).call(gone -> endWhatIsInIt(tx, gone, actor)));
    }

    private Uni<Void> endWhatIsInIt(SqlConnection tx, Environment gone, Actor actor) {
        return keys.revokeAll(tx, gone.id(), actor)
                .chain(revoked -> connections
                        .ofEnvironment(tx, gone.id(), actor)
                        .map(deleted -> all(revoked, deleted, gone, actor)))
                .chain(events -> outbox.append(tx, events))
                .replaceWithVoid();
    }

    private static List<NewEvent> all(List<NewEvent> revoked, List<NewEvent> deleted, Environment gone, Actor actor) {
        List<NewEvent> events = new ArrayList<>(revoked);
        events.addAll(deleted);
        events.add(NewEvent.of(new EnvironmentDeleted(gone.id(), gone.version(), actor)));
        return events;
    }
}
