// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.device.DeviceCodes.Turn;
import io.agentauth.refresher.endpoint.TokenEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.exchange.Exchange;
import io.agentauth.refresher.exchange.Failure;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Shows a device code once. An answer that decides goes the way of any exchange: grant, flow and event in one transaction, or failure, flow and what
 * account-service is told. Any other only says when it is shown next.
 */
@ApplicationScoped
class PollDevice {
    private static final Logger LOG = Logger.getLogger(PollDevice.class);

    private final DeviceCodes codes;
    private final Flows flows;
    private final Exchange exchange;
    private final TokenEndpoint endpoint;
    private final Grounds grounds;

    @Inject
    PollDevice(DeviceCodes codes, Flows flows, Exchange exchange, TokenEndpoint endpoint, Grounds grounds) {
        this.codes = codes;
        this.flows = flows;
        this.exchange = exchange;
        this.endpoint = endpoint;
        this.grounds = grounds;
    }

    /** What a question needs, and what may speak against it. */
    @ApplicationScoped
    static class Grounds {
        private final Connections connections;
        private final Budgets budgets;
        private final KeyRing keys;

        @Inject
        Grounds(Connections connections, Budgets budgets, KeyRing keys) {
            this.connections = connections;
            this.budgets = budgets;
            this.keys = keys;
        }

        Uni<ConnectionCopy> connection(Flow flow) {
            return connections.require(
                    flow.subject().environmentId(), flow.subject().connectionId());
        }

        /** For how long the provider wants to be left alone by the connection (I14). */
        Duration limitedFor(ConnectionCopy connection) {
            return budgets.limitedFor(connection.connectionId());
        }

        Sensitive opened(Flow flow, Turn turn) {
            return keys.refreshTokens().open(turn.sealed(), flow.subject().place(Flow.DEVICE_CODE));
        }

        boolean areThere() {
            return keys.isUsable();
        }
    }

    /** Whether codes can be opened, to be shown. */
    boolean isPossible() {
        return grounds.areThere();
    }

    /** Completes when what came of it is stored. */
    Uni<Void> poll(Turn turn) {
        return ready(turn)
                .onFailure()
                .recoverWithUni(failure -> unready(turn, failure))
                .chain(ready -> ready.map(found -> show(found.flow(), found.connection(), turn))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** What may be shown, and where. */
    private record Ready(Flow flow, ConnectionCopy connection) {}

    /** Empty where it is over. */
    private Uni<Optional<Ready>> ready(Turn turn) {
        return flows.find(turn.id())
                .chain(found -> found.filter(flow -> flow.progress().outcome() == null)
                        .map(flow -> ready(flow, turn))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Ready>> ready(Flow flow, Turn turn) {
        return flow.progress().expired()
                ? over(turn, Failure.EXPIRED)
                : flows.isEnded(flow.subject())
                        .chain(ended -> ended
                                ? over(turn, Failure.ENDED)
                                : grounds.connection(flow).chain(connection -> ready(flow, connection, turn)));
    }

    private Uni<Optional<Ready>> ready(Flow flow, ConnectionCopy connection, Turn turn) {
        return refusal(flow, connection, turn).map(why -> over(turn, why)).orElseGet(() -> Uni.createFrom()
                .item(Optional.of(new Ready(flow, connection))));
    }

    private Uni<Optional<Ready>> over(Turn turn, Failure why) {
        return exchange.fail(turn.id(), why).replaceWith(Optional.<Ready>empty());
    }

    private Uni<Optional<Ready>> unready(Turn turn, Throwable failure) {
        LOG.warnf(
                "%s: its device code is not shown: %s",
                turn.id(), failure.getClass().getSimpleName());
        return unshown(turn, turn.interval()).replaceWith(Optional.<Ready>empty());
    }

    /** Nothing is shown: an earlier question stays as unanswered as it was. */
    private Uni<Void> unshown(Turn turn, Duration wait) {
        return codes.again(turn, new Step.Again(turn.interval(), wait, !turn.interrupted()));
    }

    private Uni<Void> show(Flow flow, ConnectionCopy connection, Turn turn) {
        Duration within = codes.within(turn);
        Duration limited = grounds.limitedFor(connection);
        if (limited.isPositive() || !within.isPositive()) {
            return unshown(turn, limited.compareTo(turn.interval()) > 0 ? limited : turn.interval());
        }
        return Uni.createFrom()
                .deferred(() -> endpoint.presentDevice(connection, turn.id(), grounds.opened(flow, turn), within))
                .onFailure()
                .recoverWithItem(failure -> unsent(turn.id(), failure))
                .chain(outcome -> take(flow, connection, turn, outcome));
    }

    /** Why it is not shown. It goes nowhere but where it was given for (RFC 9700 §4.4). */
    private static Optional<Failure> refusal(Flow flow, ConnectionCopy connection, Turn turn) {
        if (connection.isDeleted()) {
            return Optional.of(Failure.CONNECTION_DELETED);
        }
        if (connection.isSuspended()) {
            return Optional.of(Failure.CONNECTION_SUSPENDED);
        }
        return turn.tokenEndpoint().equals(connection.exchangeUri())
                        && Objects.equals(
                                flow.expectedIssuer(), connection.provider().issuer())
                ? Optional.empty()
                : Optional.of(Failure.OTHER_ENDPOINT);
    }

    private Uni<Void> take(Flow flow, ConnectionCopy connection, Turn turn, TokenOutcome outcome) {
        return switch (Step.after(outcome, turn.interval(), turn.interrupted())) {
            case Step.Again again -> heard(connection, outcome).chain(() -> codes.again(turn, again));
            case Step.Over(var why) -> exchange.fail(turn.id(), why);
            case Step.AsAnyExchange _ ->
                exchange.run(flow, connection, () -> Uni.createFrom().item(outcome));
        };
    }

    /** A wait that is of one code holds up nothing else of the connection. */
    private Uni<Void> heard(ConnectionCopy connection, TokenOutcome outcome) {
        return Step.isOfTheCode(outcome) ? Uni.createFrom().voidItem() : exchange.heard(connection, outcome);
    }

    private static TokenOutcome unsent(AuthorizationId id, Throwable failure) {
        LOG.warnf("%s: its device code is not shown: %s", id, failure.getClass().getSimpleName());
        return new TokenOutcome.NotSent("keys");
    }
}
