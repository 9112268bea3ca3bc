// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.AttemptId;
import io.agentauth.ids.EventId;
import io.agentauth.ids.GrantId;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.grant.Claim;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is under way in this process, by grant and by attempt: those who want the same thing wait for it, and a stopping process for all. */
@ApplicationScoped
class Flights {
    private static final Asked NOBODY = new Asked("scheduled", null);

    private final Budgets budgets;
    private final AtomicReference<Runnable> waiting = new AtomicReference<>(() -> {});
    private final Map<GrantId, Flight> byGrant = new ConcurrentHashMap<>();
    private final Map<AttemptId, Asked> asked = new ConcurrentHashMap<>();

    @Inject
    Flights(Budgets budgets) {
        this.budgets = budgets;
    }

    /** Who asked for it. */
    record Asked(String reason, @Nullable EventId cause) {}

    void begin(Flight flight) {
        budgets.enter(flight.connection().connectionId());
        byGrant.put(flight.claim().grantId(), flight);
        asked.put(flight.claim().attemptId(), new Asked(flight.reason(), flight.cause()));
    }

    /** Tells {@code hungry} once when so many have landed that a claim is worth it. */
    void whenThereIsRoom(Runnable hungry) {
        waiting.set(hungry);
    }

    /** Everything about it is committed, or left to others. */
    void land(Flight flight, Flight.Landing landing) {
        Claim claim = flight.claim();
        byGrant.computeIfPresent(
                claim.grantId(), (_, known) -> known.claim().attemptId().equals(claim.attemptId()) ? null : known);
        asked.remove(claim.attemptId());
        if (flight.landing().complete(landing)) {
            budgets.leave(flight.connection().connectionId());
            if (budgets.hasRoomFor(flight.connection().connectionId())) {
                waiting.getAndSet(() -> {}).run();
            }
        }
    }

    Optional<Flight> find(GrantId grant) {
        return Optional.ofNullable(byGrant.get(grant));
    }

    /** Whether this process is still busy with the attempt. */
    boolean has(AttemptId attempt) {
        return asked.containsKey(attempt);
    }

    Asked asked(AttemptId attempt) {
        return asked.getOrDefault(attempt, NOBODY);
    }

    /** Those that have not landed. */
    Set<AttemptId> attempts() {
        return Set.copyOf(asked.keySet());
    }

    int size() {
        return byGrant.size();
    }

    /** Blocks until all have landed, or for {@code atMost}. Whether they did. */
    boolean awaitAll(Duration atMost) throws InterruptedException {
        CompletableFuture<?>[] landings =
                byGrant.values().stream().map(Flight::landing).toArray(CompletableFuture[]::new);
        try {
            var _ = CompletableFuture.allOf(landings).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
