// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connection;

import io.agentauth.account.connection.ConnectionStore.Found;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Connections, from the copy while it is fresh, else from connection-service; from an old copy while that is away. */
@ApplicationScoped
public class Connections {
    private final ConnectionStore store;
    private final ConnectionClient client;
    private final Duration freshFor;

    @Inject
    Connections(ConnectionStore store, ConnectionClient client, ConnectionConfig config) {
        this.store = store;
        this.client = client;
        freshFor = config.freshFor();
    }

    /** The environment's connection; fails with {@code not_found} if it has none of that id, or no more. */
    public Uni<Connection> require(EnvironmentId environment, ConnectionId id) {
        return store.find(environment, id, freshFor)
                .chain(found -> found.filter(Found::fresh).isPresent()
                        ? Uni.createFrom().item(found.get().connection())
                        : fetch(environment, id, found))
                .map(connection -> alive(connection, environment));
    }

    private Uni<Connection> fetch(EnvironmentId environment, ConnectionId id, Optional<Found> old) {
        Uni<Connection> fetched = client.get(environment, id)
                .map(connection -> alive(connection, environment))
                .chain(store::save)
                .onFailure(failure -> is(failure, ProblemType.NOT_FOUND))
                .transform(_ -> ProblemException.notFound("connection"));
        return old.map(copy -> fetched.onFailure(failure -> is(failure, ProblemType.SERVICE_UNAVAILABLE))
                        .recoverWithItem(copy.connection()))
                .orElse(fetched);
    }

    private static boolean is(Throwable failure, ProblemType type) {
        return failure instanceof ProblemException problem && problem.type() == type;
    }

    private static Connection alive(Connection connection, EnvironmentId environment) {
        if (connection.deleted() || !connection.environmentId().equals(environment)) {
            throw ProblemException.notFound("connection");
        }
        return connection;
    }
}
