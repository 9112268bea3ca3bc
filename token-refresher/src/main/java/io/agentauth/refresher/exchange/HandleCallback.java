// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AuthorizationId;
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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a callback: proves that it belongs to a flow of this browser and this connection, consumes the flow, and has the code exchanged. Whoever
 * else asks with the same cookie waits for the same outcome; everybody without it is told nothing.
 */
@ApplicationScoped
class HandleCallback {
    private final Flows flows;
    private final Connections connections;
    private final Intake intake;
    private final Exchange exchange;
    private final Flights flights;

    @Inject
    HandleCallback(Flows flows, Connections connections, Intake intake, Exchange exchange, Flights flights) {
        this.flows = flows;
        this.connections = connections;
        this.intake = intake;
        this.exchange = exchange;
        this.flights = flights;
    }

    /** A callback as it came. */
    record Came(String context, String query, Map<String, String> cookies) {}

    /** What is answered: {@code unknown} without an authorization, or its outcome. */
    record Answer(String outcome, @Nullable AuthorizationId authorizationId) {
        static final Answer UNKNOWN = new Answer("unknown", null);
        static final String WAITING = "waiting";

        static Answer of(Flow flow) {
            String outcome = flow.progress().outcome();
            return new Answer(outcome == null ? WAITING : outcome, flow.authorizationId());
        }
    }

    Uni<Answer> handle(Came came) {
        Optional<Arrival> arrival = Arrival.read(came.query());
        return arrival.isEmpty()
                ? Uni.createFrom().item(Answer.UNKNOWN)
                : flows.find(arrival.get().state())
                        .chain(found -> found.filter(flow -> isOfBrowser(flow, came))
                                .map(flow -> proceed(flow, arrival.get(), came.context()))
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

    private Uni<Answer> proceed(Flow flow, Arrival arrival, String context) {
        return flow.progress().consumed()
                ? flights.outcome(flow.authorizationId())
                : connections
                        .require(flow.subject().environmentId(), flow.subject().connectionId())
                        .chain(connection -> take(flow, connection, arrival, context));
    }

    private Uni<Answer> take(Flow flow, ConnectionCopy connection, Arrival arrival, String context) {
        Failure failure = refusal(flow, connection, arrival, context);
        Sensitive code = arrival.code();
        String slot = connection.provider().defaultSlot().name();
        if (failure != null || code == null) {
            return intake.refuse(flow, failure == null ? Failure.MALFORMED : failure)
                    .chain(() -> flights.outcome(flow.authorizationId()));
        }
        return intake.consume(flow, code, slot)
                .chain(consumed -> consumed
                        ? flights.begin(flow.authorizationId(), exchange.run(flow, connection, code))
                        : flights.outcome(flow.authorizationId()));
    }

    /** Why no code is sent; null if one is. */
    static @Nullable Failure refusal(Flow flow, ConnectionCopy connection, Arrival arrival, String context) {
        if (flow.progress().expired()) {
            return Failure.EXPIRED;
        }
        if (!flow.context().equals(context)) {
            return Failure.OTHER_CONTEXT;
        }
        if (Failure.MALFORMED.equals(arrival.failure())) {
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
