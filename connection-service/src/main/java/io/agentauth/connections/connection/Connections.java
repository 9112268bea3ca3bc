// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.Page;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Reads and deletes connections. */
@ApplicationScoped
class Connections {
    private final Database database;
    private final ConnectionStore store;
    private final AccountUsage usage;
    private final Outbox outbox;

    @Inject
    Connections(Database database, ConnectionStore store, AccountUsage usage, Outbox outbox) {
        this.database = database;
        this.usage = usage;
        this.store = store;
        this.outbox = outbox;
    }

    Uni<Connection> require(EnvironmentId environment, ConnectionId id) {
        return database.inEnvironment(environment, tx -> store.find(tx, environment, id))
                .map(ChangeConnection::required);
    }

    Uni<Page<Connection>> list(EnvironmentId environment, Page.Asked asked) {
        return database.inEnvironment(environment, tx -> store.list(tx, environment, asked))
                .map(rows -> Page.of(rows, asked, connection -> connection.id().value()));
    }

    /**
     * Fails with {@code connection_in_use} if it has accounts and is not forced. An account that comes between the question and the commit ends
     * as one does whose connection is deleted by force.
     */
    Uni<Connection> delete(EnvironmentId environment, ConnectionId id, boolean force, Actor actor) {
        return require(environment, id)
                .call(_ -> force ? Uni.createFrom().voidItem() : usage.requireNone(environment, id))
                .chain(_ -> database.inEnvironment(environment, tx -> delete(tx, environment, id, actor)));
    }

    private Uni<Connection> delete(SqlConnection tx, EnvironmentId environment, ConnectionId id, Actor actor) {
        return store.lock(tx, environment, id)
                .map(ChangeConnection::required)
                .chain(_ -> store.delete(tx, id))
                .call(gone -> appendDeleted(tx, environment, gone, actor));
    }

    /** With the sealed secret, and also what is deleted: for other services. */
    Uni<ConnectionStore.WithSecret> requireWithSecret(EnvironmentId environment, ConnectionId id) {
        return store.findWithSecret(environment, id)
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("connection")));
    }

    private Uni<?> appendDeleted(SqlConnection tx, EnvironmentId environment, Connection gone, Actor actor) {
        return outbox.append(
                tx,
                List.of(NewEvent.of(
                        new ConnectionDeleted(environment, gone.id(), gone.provider(), gone.version(), actor))));
    }
}
