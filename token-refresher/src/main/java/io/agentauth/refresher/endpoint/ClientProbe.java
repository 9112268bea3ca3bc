// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.database.Migration;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.pace.Loop;
import io.agentauth.vault.Sensitive;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Finds out whether a suspended connection works again, without an account's token: a refresh token that nobody ever issued is refused by a
 * provider that accepts the client, while one that does not accept it blames the client (RFC 6749 §5.2).
 */
@ApplicationScoped
class ClientProbe {
    private static final int SET = 20;
    private static final int BITS = 256;

    private final Connections connections;
    private final TokenEndpoint endpoint;
    private final EndpointConfig config;
    private final Loop loop;

    @Inject
    ClientProbe(Connections connections, TokenEndpoint endpoint, EndpointConfig config, Vertx vertx) {
        this.connections = connections;
        this.endpoint = endpoint;
        this.config = config;
        this.loop = new Loop(vertx, "probe suspended connections", config.probeEvery(), this::turn);
    }

    void start(@Observes StartupEvent event, Migration migration) {
        loop.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    /** Tries the longest suspended connections once each. */
    Uni<Loop.Found> turn() {
        return connections
                .suspended(SET)
                .call(suspended -> Multi.createFrom()
                        .iterable(suspended)
                        .onItem()
                        .transformToUniAndConcatenate(this::probe)
                        .onItem()
                        .ignoreAsUni())
                .replaceWith(Loop.Found.ENOUGH);
    }

    private Uni<Void> probe(ConnectionCopy connection) {
        String slot = connection.provider().defaultSlot().name();
        return endpoint.presentRefreshToken(
                        connection, connection.connectionId(), slot, Sensitive.random(BITS), config.deadline())
                .chain(outcome -> outcome instanceof TokenOutcome.Refused
                        ? connections.accepted(connection)
                        : Uni.createFrom().voidItem());
    }
}
