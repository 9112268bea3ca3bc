// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.database.Migration;
import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DpopKey;
import io.agentauth.providers.StaticCredentials;
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
import java.util.stream.Collectors;

/**
 * Finds out whether a suspended connection works again, without an account's token: a refresh token that nobody ever issued is refused by a
 * provider that accepts the client, while one that does not accept it blames the client (RFC 6749 §5.2). Where nobody consents, it is asked for
 * nobody's token.
 */
@ApplicationScoped
class ClientProbe {
    private static final int SET = 20;
    private static final int BITS = 256;
    private static final String NOBODY = "0";

    private final Connections connections;
    private final TokenEndpoint endpoint;
    private final SignedEndpoint signed;
    private final EndpointConfig config;
    private final Loop loop;

    @Inject
    ClientProbe(
            Connections connections,
            TokenEndpoint endpoint,
            SignedEndpoint signed,
            EndpointConfig config,
            Vertx vertx) {
        this.connections = connections;
        this.endpoint = endpoint;
        this.signed = signed;
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
        return connection.oauth1().isPresent() ? probeSigned(connection) : probeToken(connection);
    }

    /** Temporary credentials are given to a client that is accepted (RFC 5849 §2.1). */
    private Uni<Void> probeSigned(ConnectionCopy connection) {
        return signed.begin(connection)
                .chain(temporary -> temporary instanceof SignedEndpoint.Temporary.Given
                        ? connections.accepted(connection)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> probeToken(ConnectionCopy connection) {
        String slot = connection.provider().defaultSlot().name();
        return endpoint.presentRefreshToken(
                        connection, connection.connectionId(), slot, nobodys(connection), config.deadline())
                .chain(outcome -> isAboutTheToken(outcome)
                        ? connections.accepted(connection)
                        : Uni.createFrom().voidItem());
    }

    /** A refresh token that nobody issued; or an order for nobody, which may be granted where there is nobody to ask for. */
    private static Sensitive nobodys(ConnectionCopy connection) {
        return connection
                .machine()
                .map(way -> new Order(way.fields().stream()
                                .collect(Collectors.toMap(StaticCredentials.Field::name, _ -> NOBODY)))
                        .toSensitive())
                .orElseGet(() -> connection.isBound()
                        ? new BoundToken(Sensitive.random(BITS), DpopKey.fresh()).toSensitive()
                        : Sensitive.random(BITS));
    }

    private static boolean isAboutTheToken(TokenOutcome outcome) {
        return outcome instanceof TokenOutcome.Refused || outcome instanceof TokenOutcome.Granted;
    }
}
