// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.exchange.HandleCallback.Answer;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes the application's word on who consented: the code that waited is exchanged, or thrown away. Of words that differ the first one counts. */
@ApplicationScoped
class TakeVerdict {
    private final Flows flows;
    private final Connections connections;
    private final Intake intake;
    private final Exchange exchange;
    private final Flights flights;

    @Inject
    TakeVerdict(Flows flows, Connections connections, Intake intake, Exchange exchange, Flights flights) {
        this.flows = flows;
        this.connections = connections;
        this.intake = intake;
        this.exchange = exchange;
        this.flights = flights;
    }

    /** The outcome, waited for within limits; {@code unknown} where {@code subject} has no flow. */
    Uni<Answer> take(Flow.Subject subject, boolean confirmed) {
        return flows.find(subject.authorizationId())
                .chain(found -> found.filter(flow -> flow.subject().equals(subject))
                        .map(flow -> take(flow, confirmed))
                        .orElse(Uni.createFrom().item(Answer.UNKNOWN)));
    }

    private Uni<Answer> take(Flow flow, boolean confirmed) {
        if (!flow.isParked()) {
            return flights.outcome(flow.authorizationId());
        }
        return confirmed
                ? connections
                        .require(flow.subject().environmentId(), flow.subject().connectionId())
                        .chain(connection -> confirmed(flow, connection))
                : throwAway(flow, Failure.SOMEBODY_ELSE);
    }

    private Uni<Answer> confirmed(Flow flow, ConnectionCopy connection) {
        Failure failure = refusal(flow, connection);
        return failure != null
                ? throwAway(flow, failure)
                : intake.release(
                                flow.authorizationId(),
                                connection.provider().defaultSlot().name())
                        .chain(code -> code.map(released ->
                                        flights.begin(flow.authorizationId(), exchange.run(flow, connection, released)))
                                .orElseGet(() -> flights.outcome(flow.authorizationId())));
    }

    private Uni<Answer> throwAway(Flow flow, Failure why) {
        return intake.throwAway(flow.authorizationId(), why).chain(() -> flights.outcome(flow.authorizationId()));
    }

    /** Why the code is not sent; null if it is. It goes nowhere but where it would have gone when it came (RFC 9700 §4.4). */
    private static @Nullable Failure refusal(Flow flow, ConnectionCopy connection) {
        Flow.Parked parked = flow.verification().parked();
        if (connection.isDeleted()) {
            return Failure.CONNECTION_DELETED;
        }
        if (connection.isSuspended()) {
            return Failure.CONNECTION_SUSPENDED;
        }
        return parked != null
                        && parked.tokenEndpoint().equals(connection.exchangeUri())
                        && Objects.equals(
                                flow.expectedIssuer(), connection.provider().issuer())
                ? null
                : Failure.OTHER_ENDPOINT;
    }
}
