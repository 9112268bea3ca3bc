// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AuthorizationId;
import io.agentauth.oauth.CallbackSignature;
import io.agentauth.oauth.IssuerCheck;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a callback: proves that it belongs to a flow of this browser and this connection, consumes the flow, and has the code exchanged; or,
 * where the application confirms who consented, has the code kept and the browser sent to the application. Whoever else asks with the same
 * cookie waits for the same outcome; everybody without it is told nothing.
 */
@ApplicationScoped
class HandleCallback {
    private final Flows flows;
    private final Connections connections;
    private final Intake intake;
    private final Outcomes outcomes;

    @Inject
    HandleCallback(Flows flows, Connections connections, Intake intake, Outcomes outcomes) {
        this.flows = flows;
        this.connections = connections;
        this.intake = intake;
        this.outcomes = outcomes;
    }

    /** Where a consumed flow goes on: to the provider's token endpoint, or to the application. */
    @ApplicationScoped
    static class Outcomes {
        private final Exchange exchange;
        private final Flights flights;
        private final Applications applications;

        @Inject
        Outcomes(Exchange exchange, Flights flights, Applications applications) {
            this.exchange = exchange;
            this.flights = flights;
            this.applications = applications;
        }

        Uni<Answer> exchanged(Flow flow, ConnectionCopy connection, Sensitive code) {
            return flights.begin(flow.authorizationId(), exchange.run(flow, connection, code));
        }

        Uni<Answer> of(Flow flow) {
            return flow.isParked() ? applications.ask(flow) : flights.outcome(flow.authorizationId());
        }
    }

    /** A callback as it came. */
    record Came(String context, String query, Map<String, String> cookies) {}

    /**
     * What is answered: {@code unknown} without an authorization, or its outcome.
     *
     * @param verifyUrl where the application confirms who it was: for this browser alone, since it holds the token that proves it
     */
    record Answer(String outcome, @Nullable AuthorizationId authorizationId, @Nullable URI verifyUrl) {
        static final Answer UNKNOWN = new Answer("unknown", null, null);
        private static final String WAITING = "waiting";

        static Answer of(Flow flow) {
            String outcome = flow.progress().outcome();
            return outcome == null
                    ? waiting(flow.authorizationId())
                    : new Answer(outcome, flow.authorizationId(), null);
        }

        static Answer waiting(AuthorizationId id) {
            return new Answer(WAITING, id, null);
        }

        static Answer verify(AuthorizationId id, URI url) {
            return new Answer("verification", id, url);
        }

        @Override
        public String toString() {
            return "Answer[" + outcome + ", " + authorizationId + "]";
        }
    }

    Uni<Answer> handle(Came came) {
        Optional<Arrival> arrival = Arrival.read(came.query());
        return arrival.isEmpty()
                ? Uni.createFrom().item(Answer.UNKNOWN)
                : flows.find(arrival.get().state())
                        .chain(found -> found.filter(flow -> isOfBrowser(flow, came))
                                .map(flow -> proceed(flow, arrival.get(), came))
                                .orElse(Uni.createFrom().item(Answer.UNKNOWN)))
                        .invoke(HandleCallback::leaving);
    }

    private static void leaving(Answer answer) {
        if (answer.authorizationId() != null) {
            CrashPoint.CB6.reached(answer.authorizationId());
        }
    }

    private boolean isOfBrowser(Flow flow, Came came) {
        String cookie = came.cookies().get(flow.browser().name());
        return cookie != null && flow.progress().told() && flows.isOfBrowser(flow, Sensitive.of(cookie));
    }

    private Uni<Answer> proceed(Flow flow, Arrival arrival, Came came) {
        return flow.progress().consumed()
                ? outcomes.of(flow)
                : connections
                        .require(flow.subject().environmentId(), flow.subject().connectionId())
                        .chain(connection -> take(flow, connection, arrival, came));
    }

    private Uni<Answer> take(Flow flow, ConnectionCopy connection, Arrival arrival, Came came) {
        Failure failure = refusal(flow, connection, arrival, came.context());
        if (failure == null && !isSigned(connection, came.query())) {
            failure = Failure.UNSIGNED;
        }
        Sensitive code = arrival.code();
        String slot = connection.provider().defaultSlot().name();
        if (failure != null || code == null) {
            return intake.refuse(flow, failure == null ? Failure.MALFORMED : failure)
                    .chain(() -> asItIs(flow.authorizationId()));
        }
        Flow told = flow.telling(connection.provider().facts().ofCallback(arrival.more()));
        if (flow.verification().wanted()) {
            return intake.park(told, code, connection.exchangeUri()).chain(() -> asItIs(flow.authorizationId()));
        }
        return intake.consume(flow, code, slot)
                .chain(consumed ->
                        consumed ? outcomes.exchanged(told, connection, code) : asItIs(flow.authorizationId()));
    }

    private Uni<Answer> asItIs(AuthorizationId id) {
        return flows.find(id)
                .chain(found -> found.map(outcomes::of).orElse(Uni.createFrom().item(Answer.UNKNOWN)));
    }

    /** Whether the callback is the provider's, where that signs it. */
    private boolean isSigned(ConnectionCopy connection, String query) {
        CallbackSignature signature = connection.provider().authorization().callbackSignature();
        return signature == null
                || connections.clientSecrets(connection).stream().anyMatch(secret -> signature.holds(query, secret));
    }

    /** Why no code is sent; null if one is. */
    static @Nullable Failure refusal(Flow flow, ConnectionCopy connection, Arrival arrival, String context) {
        if (flow.progress().expired()) {
            return Failure.EXPIRED;
        }
        if (!flow.context().equals(context)) {
            return Failure.OTHER_CONTEXT;
        }
        if (Failure.MALFORMED.equals(arrival.failure())
                || arrival.oauth1() != connection.oauth1().isPresent()) {
            return Failure.MALFORMED;
        }
        // RFC 9207 §2.4. A refusal carries nothing that a wrong server could be given, so only a wrong issuer is held
        // against it.
        boolean promised = connection.provider().issParameter() && arrival.code() != null;
        if (!IssuerCheck.holds(arrival.issuer(), flow.expectedIssuer(), promised)) {
            return Failure.OTHER_ISSUER;
        }
        if (arrival.failure() != null) {
            return arrival.failure();
        }
        if (connection.isDeleted()) {
            return Failure.CONNECTION_DELETED;
        }
        return connection.isSuspended() ? Failure.CONNECTION_SUSPENDED : null;
    }
}
