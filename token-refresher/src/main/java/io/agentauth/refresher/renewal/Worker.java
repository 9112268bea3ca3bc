// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EventId;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.grant.Claim;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes claims and sees each through: presented, settled, landed. Taking returns when all are under way, not when they have landed. */
@ApplicationScoped
class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    private final Connections connections;
    private final Presenter presenter;
    private final Settler settler;
    private final Flights flights;

    @Inject
    Worker(Connections connections, Presenter presenter, Settler settler, Flights flights) {
        this.connections = connections;
        this.presenter = presenter;
        this.settler = settler;
        this.flights = flights;
    }

    /** Sees {@code claims} through; {@code asked} says who wanted each. */
    Uni<Void> take(List<Claim> claims, Function<Claim, Flights.Asked> asked) {
        if (claims.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        claims.forEach(Worker::committed);
        Map<ConnectionId, List<Claim>> byConnection = new LinkedHashMap<>();
        for (Claim claim : claims) {
            byConnection
                    .computeIfAbsent(claim.connectionId(), _ -> new ArrayList<>())
                    .add(claim);
        }
        List<Uni<Void>> each = new ArrayList<>(byConnection.size());
        byConnection.values().forEach(ofOne -> each.add(begin(ofOne, asked)));
        return Uni.join().all(each).andFailFast().replaceWithVoid();
    }

    /** Sees one claim through; the flight lands when everything is committed. Empty if its connection is not known here. */
    Uni<Optional<Flight>> take(Claim claim, String reason, @Nullable EventId cause) {
        committed(claim);
        return copyOf(claim).map(copy -> copy.map(known -> launch(Flight.of(claim, known, reason, cause))));
    }

    /** One statement has committed both the lease and the attempt. */
    private static void committed(Claim claim) {
        CrashPoint.CP1.reached(claim.accountId());
        CrashPoint.CP2.reached(claim.accountId());
    }

    private Uni<Void> begin(List<Claim> ofOneConnection, Function<Claim, Flights.Asked> asked) {
        return copyOf(ofOneConnection.getFirst())
                .invoke(copy -> copy.ifPresent(known -> ofOneConnection.forEach(claim -> {
                    Flights.Asked by = asked.apply(claim);
                    var _ = launch(Flight.of(claim, known, by.reason(), by.cause()));
                })))
                .replaceWithVoid();
    }

    /** Without its connection nothing can be sent: the claim ends with its lease, and the attempt with its hold. */
    private Uni<Optional<ConnectionCopy>> copyOf(Claim claim) {
        return connections
                .require(claim.environmentId(), claim.connectionId())
                .map(Optional::of)
                .onFailure()
                .invoke(failure -> LOG.warnf("%s cannot be renewed by: %s", claim.connectionId(), failure.getMessage()))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Flight launch(Flight flight) {
        flights.begin(flight);
        presenter.present(flight).subscribe().with(this::presented, failure -> failed(flight, failure));
        return flight;
    }

    private void presented(Presenter.Presented presented) {
        switch (presented) {
            case Presenter.Presented.Settle settle -> settler.settle(settle);
            case Presenter.Presented.Leave(Flight flight, Flight.Landing landing) -> flights.land(flight, landing);
        }
    }

    private void failed(Flight flight, Throwable failure) {
        LOG.errorf(
                failure, "%s: the attempt is left to its hold", flight.claim().grantId());
        flights.land(flight, new Flight.Landing.Failed("unexpected", null));
    }
}
