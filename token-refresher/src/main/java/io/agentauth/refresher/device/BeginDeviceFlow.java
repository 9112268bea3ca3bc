// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.agentauth.ids.AuthorizationId;
import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DeviceAnswer;
import io.agentauth.oauth.DpopKey;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Authorization;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.DeviceEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.endpoint.Withheld;
import io.agentauth.refresher.exchange.Exchange;
import io.agentauth.refresher.exchange.Failure;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Begins flows that go on in a browser of the person's own: asks the provider for a code, then stores the flow with it, sealed, in place of any other such
 * flow of the account. Whatever dies between the two leaves a code that nobody has.
 */
@ApplicationScoped
class BeginDeviceFlow {
    private final Connections connections;
    private final Asking asking;
    private final Flows flows;
    private final KeyRing keys;
    private final Keeping keeping;

    @Inject
    BeginDeviceFlow(Connections connections, Asking asking, Flows flows, KeyRing keys, Keeping keeping) {
        this.connections = connections;
        this.asking = asking;
        this.flows = flows;
        this.keys = keys;
        this.keeping = keeping;
    }

    /** What begins. */
    record Wish(Flow.Subject subject, List<String> scopes, boolean otherPerson) {}

    /** Asking the provider, unless it wants to be left alone by the connection (I14). */
    @ApplicationScoped
    static class Asking {
        /** RFC 6749 §5.2 of this grant, and <a href="https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps">GitHub's</a> own word. */
        private static final Set<String> NOT_FOR_THIS_CLIENT = Set.of("unauthorized_client", "device_flow_disabled");

        private final DeviceEndpoint endpoint;
        private final Budgets budgets;
        private final Exchange exchange;

        @Inject
        Asking(DeviceEndpoint endpoint, Budgets budgets, Exchange exchange) {
            this.endpoint = endpoint;
            this.budgets = budgets;
            this.exchange = exchange;
        }

        Uni<DeviceAnswer.Begun> ask(ConnectionCopy connection, Authorization.Device place, List<String> scopes) {
            Duration limited = budgets.limitedFor(connection.connectionId());
            if (limited.isPositive()) {
                return Uni.createFrom().failure(Withheld.problem(new TokenOutcome.RateLimited(limited)));
            }
            return endpoint.begin(connection, place, scopes)
                    .call(said -> note(connection, said))
                    .map(Asking::requireGiven);
        }

        /** A connection that tokens are renewed by is not suspended for what it may not begin. */
        private Uni<Void> note(ConnectionCopy connection, DeviceEndpoint.Said said) {
            return said instanceof DeviceEndpoint.Said.Refused(var outcome)
                            && !(outcome instanceof TokenOutcome.BlamesTheApp)
                    ? exchange.heard(connection, outcome)
                    : Uni.createFrom().voidItem();
        }

        private static DeviceAnswer.Begun requireGiven(DeviceEndpoint.Said said) {
            return switch (said) {
                case DeviceEndpoint.Said.Given(var begun) -> begun;
                case DeviceEndpoint.Said.Refused(var outcome) -> throw problem(outcome);
            };
        }

        private static ProblemException problem(TokenOutcome outcome) {
            return outcome instanceof TokenOutcome.BlamesTheApp(var error) && NOT_FOR_THIS_CLIENT.contains(error)
                    ? new ProblemException(
                            ProblemType.DEVICE_FLOW_UNAVAILABLE,
                            "The provider does not give codes to enter in another browser to this application.")
                    : Withheld.problem(outcome);
        }
    }

    /** Storing it. */
    @ApplicationScoped
    static class Keeping {
        private final Pool pool;
        private final Flows flows;
        private final DeviceCodes codes;
        private final Exchange exchange;

        @Inject
        Keeping(Pool pool, Flows flows, DeviceCodes codes, Exchange exchange) {
            this.pool = pool;
            this.flows = flows;
            this.codes = codes;
            this.exchange = exchange;
        }

        /** One transaction: others of the account end, and this one is open. */
        Uni<Void> keep(Flow flow, ConnectionCopy connection, DeviceAnswer.Begun begun, Sealed code) {
            return pool.withTransaction(tx -> codes.others(tx, flow.subject())
                            .chain(others -> end(tx, others))
                            .chain(() -> flows.beginElsewhere(tx, flow, begun.life()))
                            .invoke(Keeping::requireUnused)
                            .chain(() -> codes.keep(
                                    tx, flow.authorizationId(), code, connection.exchangeUri(), begun.interval())))
                    .invoke(exchange::tell);
        }

        private Uni<Void> end(SqlConnection tx, List<AuthorizationId> others) {
            return Multi.createFrom()
                    .iterable(others)
                    .onItem()
                    .transformToUniAndConcatenate(id -> flows.lock(tx, id))
                    .filter(flow -> flow.progress().outcome() == null)
                    .onItem()
                    .transformToUniAndConcatenate(flow -> exchange.fail(tx, flow, Failure.SUPERSEDED))
                    .onItem()
                    .ignoreAsUni();
        }

        private static void requireUnused(boolean begun) {
            if (!begun) {
                throw new ProblemException(ProblemType.CONFLICT, "This authorization was used already.");
            }
        }
    }

    /**
     * Begins. Fails with {@code not_found}, {@code connection_suspended}, {@code device_flow_unavailable} where the provider offers none to the application, {@code conflict}
     * where the generation has ended, {@code provider_rate_limited} and {@code provider_unavailable}.
     */
    Uni<DeviceAnswer.Begun> begin(Wish wish) {
        keys.requireUsable();
        Flow.Subject subject = wish.subject();
        return connections
                .require(subject.environmentId(), subject.connectionId())
                .invoke(BeginDeviceFlow::requireUsable)
                .call(() -> flows.isEnded(subject).invoke(BeginDeviceFlow::requireLive))
                .chain(connection -> begin(wish, connection));
    }

    private Uni<DeviceAnswer.Begun> begin(Wish wish, ConnectionCopy connection) {
        List<String> scopes = connection.scopesOf(wish.scopes());
        Flow flow = flows.unseen(wish.subject(), connection, scopes, wish.otherPerson());
        return asking.ask(connection, offered(connection), scopes)
                .call(begun -> keeping.keep(flow, connection, begun, sealed(flow, connection, begun)));
    }

    /** Where tokens are bound to a key (RFC 9449), it is made now and sealed in one piece with the code. */
    private Sealed sealed(Flow flow, ConnectionCopy connection, DeviceAnswer.Begun begun) {
        Sensitive code = connection.isBound()
                ? new BoundToken(begun.deviceCode(), DpopKey.fresh()).toSensitive()
                : begun.deviceCode();
        return keys.refreshTokens().seal(code, flow.subject().place(Flow.DEVICE_CODE));
    }

    private static Authorization.Device offered(ConnectionCopy connection) {
        return Optional.ofNullable(connection.provider().authorization().device())
                .filter(_ ->
                        connection.machine().isEmpty() && connection.oauth1().isEmpty())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.DEVICE_FLOW_UNAVAILABLE,
                        "The provider does not say that it gives codes to enter in another browser."));
    }

    private static void requireUsable(ConnectionCopy connection) {
        if (connection.isDeleted()) {
            throw ProblemException.notFound("connection");
        }
        if (connection.isSuspended()) {
            throw new ProblemException(
                    ProblemType.CONNECTION_SUSPENDED, "The provider refuses the application's registration.");
        }
    }

    private static void requireLive(boolean ended) {
        if (ended) {
            throw new ProblemException(ProblemType.CONFLICT, "This generation of the account has ended.");
        }
    }
}
