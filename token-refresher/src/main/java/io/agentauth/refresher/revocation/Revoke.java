// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import io.agentauth.events.RevocationFinished;
import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.RevocationAnswer;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Revokes one token at its provider, if that may be done, and records what came of it. It never fails: what did not work is tried again. */
@ApplicationScoped
class Revoke {
    private static final Logger LOG = Logger.getLogger(Revoke.class);
    private static final int TRIES_MAX = 12;

    private final RevocationStore store;
    private final Connections connections;
    private final KeyRing keys;
    private final Upstream upstream;
    private final Outbox outbox;
    private final Budgets budgets;

    @Inject
    Revoke(
            RevocationStore store,
            Connections connections,
            KeyRing keys,
            Upstream upstream,
            Outbox outbox,
            Budgets budgets) {
        this.budgets = budgets;
        this.store = store;
        this.connections = connections;
        this.keys = keys;
        this.upstream = upstream;
        this.outbox = outbox;
    }

    /** Whether tokens may be opened now, to be revoked. */
    boolean isPossible() {
        return keys.isUsable();
    }

    /**
     * Revokes {@code doomed}, or finds that it is not to be.
     *
     * @param inTurnWithin how long the connection's turn is waited for; a later one is come back for
     */
    Uni<Void> revoke(Doomed doomed, Duration within, Duration inTurnWithin) {
        return connections
                .require(doomed.environmentId(), doomed.connectionId())
                .chain(connection -> switch (doomed.fate(connection.provider().revocation(), connection.isManaged())) {
                    case REVOKE -> inTurn(doomed, connection, within, inTurnWithin);
                    case UNSUPPORTED -> finish(doomed, Receipt.Status.UNSUPPORTED);
                    case KEPT_SHARED -> finish(doomed, Receipt.Status.KEPT_SHARED);
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("a revocation of %s is tried again: %s", doomed.accountId(), failure))
                .onFailure()
                .recoverWithNull();
    }

    /** As the connection's rate allows; where that is later than it is waited for, it comes back then, and that was no try. */
    private Uni<Void> inTurn(Doomed doomed, ConnectionCopy connection, Duration within, Duration inTurnWithin) {
        return budgets.reserveIfSaid(connection.connectionId(), connection.callsPerSecond(), inTurnWithin)
                .chain(wait -> wait.compareTo(inTurnWithin) <= 0
                        ? pause(wait).chain(() -> askUnlessShared(doomed, connection, within.minus(wait)))
                        : store.putOff(doomed, comeBack(connection, wait)));
    }

    private Duration comeBack(ConnectionCopy connection, Duration wait) {
        int usual = budgets.usualPerSecond();
        return budgets.comeBack(
                connection.connectionId(),
                Math.min(usual, connection.callsPerSecond().orElse(usual)),
                wait);
    }

    /** The last look before it is sent: since the claim the person may have connected again, or another person what ends together with it. */
    private Uni<Void> askUnlessShared(Doomed doomed, ConnectionCopy connection, Duration within) {
        Revocation revocation = Objects.requireNonNull(connection.provider().revocation());
        Uni<Boolean> endsOthers = revocation.kind() == Revocation.Kind.GRANT
                ? store.endsOthers(doomed, revocation.facts())
                : Uni.createFrom().item(false);
        return endsOthers
                .chain(others -> others
                        ? Uni.createFrom().item(Receipt.Status.KEPT_SHARED)
                        : ask(ofProvider(doomed, connection), connection, within))
                .chain(status -> finish(doomed, status));
    }

    /** Where nobody consents, what stands in a refresh token's place is our own, and no provider knows it. */
    private static Doomed ofProvider(Doomed doomed, ConnectionCopy connection) {
        return connection.machine().isEmpty() ? doomed : doomed.withoutRefresh();
    }

    private static Uni<Void> pause(Duration wait) {
        Uni<Void> now = Uni.createFrom().voidItem();
        return wait.isPositive() ? now.onItem().delayIt().by(wait) : now;
    }

    private Uni<Receipt.Status> ask(Doomed doomed, ConnectionCopy connection, Duration within) {
        return Uni.createFrom()
                .deferred(() -> {
                    UpstreamRequest request = UpstreamRequest.of(request(doomed, connection));
                    return upstream.send(request.within(within));
                })
                .map(answer -> status(doomed, connection, answer));
    }

    private HttpRequest request(Doomed doomed, ConnectionCopy connection) {
        Revocation revocation = Objects.requireNonNull(connection.provider().revocation());
        Client client = connections.client(connection);
        Sealed refresh = doomed.refresh();
        ClientAuthentication style = connection.provider().token().clientAuthentication();
        if (revocation.token() == Revocation.Presented.REFRESH && refresh != null) {
            Sensitive token = keys.refreshTokens().open(refresh, doomed.place("refresh_token"));
            return revocation.request(
                    client, style, BoundToken.tokenOf(token), Revocation.Presented.REFRESH, doomed.facts());
        }
        Sensitive token = keys.accessTokens().open(doomed.access(), doomed.place("access_token"));
        if (connection.oauth1().isPresent()) {
            return revocation.request(OAuth1Grant.from(token), Objects.requireNonNull(client.secret()));
        }
        return revocation.request(
                client, style, BoundToken.tokenOf(token), Revocation.Presented.ACCESS, doomed.facts());
    }

    private static Receipt.Status status(Doomed doomed, ConnectionCopy connection, UpstreamAnswer answer) {
        Revocation revocation = Objects.requireNonNull(connection.provider().revocation());
        Receipt.Status unsure = doomed.tries() >= TRIES_MAX ? Receipt.Status.FAILED : Receipt.Status.PENDING;
        return switch (answer) {
            case UpstreamAnswer.Answered answered ->
                switch (revocation.read(answered.answer(), connection.provider().tooManyCalls())) {
                    case RevocationAnswer.Revoked _ -> doomed.revoked(revocation);
                    case RevocationAnswer.TryLater _ -> unsure;
                    case RevocationAnswer.Failed _ -> Receipt.Status.FAILED;
                };
            case UpstreamAnswer.NotSent _, UpstreamAnswer.Ambiguous _ -> unsure;
        };
    }

    private Uni<Void> finish(Doomed doomed, Receipt.Status status) {
        if (status == Receipt.Status.PENDING) {
            return Uni.createFrom().voidItem();
        }
        RevocationFinished event = new RevocationFinished(
                doomed.environmentId(),
                doomed.accountId(),
                doomed.connectionId(),
                doomed.provider(),
                doomed.slot(),
                doomed.generation(),
                status.word());
        return store.inTransaction(tx -> store.finish(tx, doomed, status)
                        .chain(first -> first
                                ? outbox.append(tx, List.of(NewEvent.of(event))).replaceWithVoid()
                                : Uni.createFrom().voidItem()))
                .invoke(outbox::wake);
    }
}
