// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.Order;
import io.agentauth.refresher.exchange.HandleCallback.Answer;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * Gets an account its first token where nobody consents (RFC 6749 §4.4, RFC 7523 §2.1). It goes the way of a code: a flow of one authorization,
 * an attempt that is written down before it is sent, grant and event in one transaction; only that no browser takes part.
 */
@ApplicationScoped
class ObtainToken {
    private final Connections connections;
    private final Flows flows;
    private final Intake intake;
    private final Exchange exchange;
    private final Flights flights;

    @Inject
    ObtainToken(Connections connections, Flows flows, Intake intake, Exchange exchange, Flights flights) {
        this.connections = connections;
        this.flows = flows;
        this.intake = intake;
        this.exchange = exchange;
        this.flights = flights;
    }

    /** What came of it, with the reason where it did not succeed; {@code waiting} if it takes longer. */
    record Obtained(String outcome, @Nullable String reason) {}

    /**
     * Obtains it. The same authorization again asks for nothing and is told the same. Fails with {@code not_found}, {@code connection_suspended},
     * and {@code invalid_request} where people consent.
     */
    Uni<Obtained> obtain(Flow.Subject subject, Order order) {
        return connections
                .require(subject.environmentId(), subject.connectionId())
                .invoke(ObtainToken::requireUsable)
                .chain(connection -> obtain(subject, order, connection))
                .chain(answer -> flows.find(subject.authorizationId())
                        .map(flow -> new Obtained(
                                answer.outcome(),
                                flow.map(found -> found.progress().reason()).orElse(null))));
    }

    private Uni<Answer> obtain(Flow.Subject subject, Order order, ConnectionCopy connection) {
        return flows.beginUnseen(subject, connection).chain(begun -> begun.map(flow -> present(flow, order, connection))
                .orElseGet(() -> flights.outcome(subject.authorizationId())));
    }

    private Uni<Answer> present(Flow flow, Order order, ConnectionCopy connection) {
        String slot = connection.provider().defaultSlot().name();
        return intake.consume(flow, order.toSensitive(), slot)
                .chain(consumed -> consumed
                        ? flights.begin(flow.authorizationId(), exchange.run(flow, connection, order.toSensitive()))
                        : flights.outcome(flow.authorizationId()));
    }

    private static void requireUsable(ConnectionCopy connection) {
        requireUnspoilt(connection);
        if (connection.machine().isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "People consent there.");
        }
    }

    /** Fails for a connection that is gone, or that the provider refuses. */
    static void requireUnspoilt(ConnectionCopy connection) {
        if (connection.isDeleted()) {
            throw ProblemException.notFound("connection");
        }
        if (connection.isSuspended()) {
            throw new ProblemException(
                    ProblemType.CONNECTION_SUSPENDED, "The provider refuses the application's registration.");
        }
    }
}
