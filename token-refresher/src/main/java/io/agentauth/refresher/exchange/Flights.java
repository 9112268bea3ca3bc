// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.exchange.HandleCallback.Answer;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Exchanges under way in this process (one memoised Uni each), and the wait for an outcome wherever it is made. An exchange goes on to its end
 * whether anybody waits for it or not.
 */
@ApplicationScoped
public class Flights {
    private static final Logger LOG = Logger.getLogger(Flights.class);
    private static final int STOP_NEXT = 200;
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofMillis(500);

    private final Flows flows;
    private final ExchangeConfig config;
    private final Map<AuthorizationId, Uni<Void>> flights = new ConcurrentHashMap<>();

    @Inject
    Flights(Flows flows, ExchangeConfig config) {
        this.flows = flows;
        this.config = config;
    }

    /** A code is never presented again: what its answer brings is stored before a stopping process ends. */
    void stop(@Observes @Priority(STOP_NEXT) ShutdownEvent event) throws InterruptedException {
        CompletableFuture<?>[] underWay =
                flights.values().stream().map(Uni::subscribeAsCompletionStage).toArray(CompletableFuture[]::new);
        try {
            var _ = CompletableFuture.allOf(underWay).get(config.stopMax().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("not each of %d exchanges came to its end", underWay.length);
        }
    }

    /** Begins {@code exchange} and waits for its outcome. */
    Uni<Answer> begin(AuthorizationId id, Uni<Void> exchange) {
        launch(id, exchange);
        return outcome(id);
    }

    /** Begins {@code exchange}, which nobody waits for but a process that stops. */
    public void launch(AuthorizationId id, Uni<Void> exchange) {
        Uni<Void> flight = exchange.onTermination()
                .invoke(() -> flights.remove(id))
                .memoize()
                .indefinitely();
        flights.put(id, flight);
        var _ = flight.subscribe()
                .with(
                        _ -> {},
                        failure -> LOG.errorf(
                                "%s: its outcome is not stored; whoever looks after it next ends it, or asks again where it is a device code: %s",
                                id, failure.getClass().getSimpleName()));
    }

    /** The outcome, waited for within limits. */
    Uni<Answer> outcome(AuthorizationId id) {
        long until = System.nanoTime() + config.waitMax().toNanos();
        Uni<Void> flight = flights.get(id);
        Uni<Void> first = flight == null
                ? Uni.createFrom().voidItem()
                : flight.onFailure().recoverWithNull();
        return first.chain(() -> look(id, until, PAUSE_MIN))
                .ifNoItem()
                .after(config.waitMax())
                .recoverWithItem(Answer.waiting(id));
    }

    private Uni<Answer> look(AuthorizationId id, long until, Duration pause) {
        return flows.find(id)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Answer.UNKNOWN)
                        : isOver(found.get()) || System.nanoTime() - until > 0
                                ? Uni.createFrom().item(Answer.of(found.get()))
                                : lookAgain(id, until, pause));
    }

    private Uni<Answer> lookAgain(AuthorizationId id, long until, Duration pause) {
        Duration longer = pause.multipliedBy(2);
        Duration next = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
        return Uni.createFrom().voidItem().onItem().delayIt().by(pause).chain(() -> look(id, until, next));
    }

    /** A success counts when account-service has its tokens: whoever is sent on then finds the account active. */
    private static boolean isOver(Flow flow) {
        return flow.progress().outcome() != null
                && (flow.progress().pushed()
                        || !Conclusion.SUCCEEDED.equals(flow.progress().outcome()));
    }
}
