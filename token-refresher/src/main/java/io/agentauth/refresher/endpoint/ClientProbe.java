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
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds out whether a suspended connection works again, and whether a new secret works that is on trial, without an account's token: a refresh token that nobody ever issued is refused by a
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
                .call(this::probe)
                .chain(() -> connections.onTrial(SET))
                .call(this::probe)
                .replaceWith(Loop.Found.ENOUGH);
    }

    private Uni<Void> probe(List<ConnectionCopy> set) {
        return Multi.createFrom()
                .iterable(set)
                .onItem()
                .transformToUniAndConcatenate(this::probe)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> probe(ConnectionCopy connection) {
        ConnectionCopy tried = connection.withoutPrevious();
        Uni<Said> said = tried.oauth1().isPresent() ? probeSigned(tried) : probeToken(tried);
        return said.chain(word -> note(connection, word));
    }

    /** What a provider says of a client. */
    private enum Said {
        ACCEPTED,
        REFUSED,
        NOTHING
    }

    private Uni<Void> note(ConnectionCopy connection, Said said) {
        return switch (said) {
            case ACCEPTED -> connection.isOnTrial() ? connections.proven(connection) : connections.accepted(connection);
            case REFUSED -> connections.refused(connection);
            case NOTHING -> Uni.createFrom().voidItem();
        };
    }

    /** Temporary credentials are given to a client that is accepted (RFC 5849 §2.1). */
    private Uni<Said> probeSigned(ConnectionCopy connection) {
        return signed.begin(connection).map(temporary -> switch (temporary) {
            case SignedEndpoint.Temporary.Given _ -> Said.ACCEPTED;
            case SignedEndpoint.Temporary.Withheld withheld -> said(withheld.outcome());
        });
    }

    private Uni<Said> probeToken(ConnectionCopy connection) {
        String slot = connection.provider().defaultSlot().name();
        return endpoint.presentRefreshToken(
                        connection, connection.connectionId(), slot, nobodys(connection), config.deadline())
                .map(ClientProbe::said);
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

    private static Said said(TokenOutcome outcome) {
        boolean isAboutTheToken = outcome instanceof TokenOutcome.Refused || outcome instanceof TokenOutcome.Granted;
        Said other = outcome instanceof TokenOutcome.BlamesTheApp ? Said.REFUSED : Said.NOTHING;
        return isAboutTheToken ? Said.ACCEPTED : other;
    }
}
