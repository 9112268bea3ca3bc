// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.AttemptId;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * New tokens that are read and cannot be committed (rule R7): after a short while their sealed bytes go to the journal as well, readiness is
 * red, and a stopping process waits until each is in the database or in the journal.
 */
@Readiness
@ApplicationScoped
class Unsettled implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(Unsettled.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int STOP_NEXT = 200;
    /** Of the time that a stopping process has, this part is left for the journal. */
    private static final int JOURNAL_SHARE = 6;

    private final Settler settler;
    private final Flights flights;
    private final Journal journal;
    private final Meters meters;
    private final RenewalConfig config;
    private final Loop loop;
    private final Map<AttemptId, CompletableFuture<Void>> journalled = new HashMap<>();

    @Inject
    Unsettled(Settler settler, Flights flights, Journal journal, Meters meters, RenewalConfig config, Vertx vertx) {
        this.settler = settler;
        this.flights = flights;
        this.journal = journal;
        this.meters = meters;
        this.config = config;
        this.loop = new Loop(vertx, "journal what cannot be committed", LOOK, this::turn);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    /**
     * After the loops that begin work have stopped, and before what they need does. Waits for every request in the air and for what it brings:
     * to be committed, or to be in the journal.
     */
    void stop(@Observes @Priority(STOP_NEXT) ShutdownEvent event) throws InterruptedException {
        long end = System.nanoTime() + config.stopMax().toNanos();
        long lastCall = end - config.stopMax().dividedBy(JOURNAL_SHARE).toNanos();
        while (!flights.awaitAll(LOOK) && !nothingCanBeLost() && left(lastCall).isPositive()) {
            LOG.debugf("%d renewals are under way", flights.size());
        }
        List<CompletableFuture<Void>> kept = keep(Duration.ZERO);
        if (!kept.isEmpty()) {
            LOG.warnf("%d new tokens are not committed; waiting for the journal", kept.size());
            await(kept, left(end));
        }
        loop.stop();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tokens committed")
                .status(settler.late(config.journalAfter()).isEmpty())
                .build();
    }

    private Uni<Loop.Found> turn() {
        var _ = keep(config.journalAfter());
        return Uni.createFrom().item(Loop.Found.ENOUGH);
    }

    /** Journals each result that is older than {@code age}, once. */
    private synchronized List<CompletableFuture<Void>> keep(Duration age) {
        List<Settlement.Renewed> late = settler.late(age);
        Map<AttemptId, CompletableFuture<Void>> still = new HashMap<>();
        for (Settlement.Renewed one : late) {
            AttemptId attempt = one.claim().attemptId();
            CompletableFuture<Void> known = journalled.get(attempt);
            still.put(attempt, known == null ? journal(one) : known);
        }
        journalled.clear();
        journalled.putAll(still);
        return new ArrayList<>(still.values());
    }

    /** Whether the process may end although not all is committed. */
    private synchronized boolean nothingCanBeLost() {
        return flights.attempts().stream().allMatch(attempt -> {
            CompletableFuture<Void> kept = journalled.get(attempt);
            return (kept != null && kept.isDone()) || settler.hasNoToken(attempt);
        });
    }

    private CompletableFuture<Void> journal(Settlement.Renewed one) {
        meters.journalled();
        return journal.keep(JournalEntry.of(one)).subscribeAsCompletionStage();
    }

    private static void await(List<CompletableFuture<Void>> kept, Duration atMost) throws InterruptedException {
        try {
            var _ = CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.errorf("%d new tokens are neither committed nor journalled", kept.size());
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
