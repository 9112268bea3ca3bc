// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.HeldAttempts;
import io.agentauth.refresher.grant.HeldAttempts.Held;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.keyset.KeyRing;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Attempts without a result, when their time has come: by whose journal entry they can be settled after all, they are; the others are
 * presented once more, or given up, as their rotation class says (rules R7, R11 and the table of classes).
 */
@ApplicationScoped
class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final int BATCH = 200;
    private static final Duration JOURNAL_SLACK = Duration.ofMinutes(1);
    private static final int STOP_FIRST = 100;
    private static final Duration TURN_MAX = Duration.ofSeconds(10);

    private final HeldAttempts attempts;
    private final Connections connections;
    private final Journal journal;
    private final Worker worker;
    private final Settler settler;
    private final Flights flights;
    private final Terms terms;
    private final KeyRing keys;
    private final RenewalConfig config;
    private final Loop loop;
    private long answeringSince = System.nanoTime();
    private @Nullable Held last;

    @Inject
    Recovery(
            HeldAttempts attempts,
            Connections connections,
            Journal journal,
            Worker worker,
            Settler settler,
            Flights flights,
            Terms terms,
            KeyRing keys,
            RenewalConfig config,
            Vertx vertx) {
        this.attempts = attempts;
        this.connections = connections;
        this.journal = journal;
        this.worker = worker;
        this.settler = settler;
        this.flights = flights;
        this.terms = terms;
        this.keys = keys;
        this.config = config;
        this.loop = new Loop(vertx, "recover attempts", config.recoverEvery(), this::turn);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes @Priority(STOP_FIRST) ShutdownEvent event) throws InterruptedException {
        loop.stopAndWait(TURN_MAX);
    }

    private record Ripe(Held held, ConnectionCopy connection) {
        RotationClass rotation() {
            return connection.provider().rotation().rotationClass();
        }
    }

    private Uni<Loop.Found> turn() {
        if (!keys.isUsable()) {
            return Uni.createFrom().item(Loop.Found.ENOUGH);
        }
        return attempts.overdue(BATCH, last)
                .onFailure()
                .invoke(() -> answeringSince = System.nanoTime())
                .chain(found -> recover(found).replaceWith(goOn(found)));
    }

    private Uni<Void> recover(List<Held> found) {
        return ripe(found).chain(this::settleByJournal).chain(this::decide);
    }

    /** Not all that is overdue may be touched yet, and what waits behind it is not to wait for it. */
    private Loop.Found goOn(List<Held> found) {
        boolean more = found.size() == BATCH;
        last = more ? found.getLast() : null;
        return more ? Loop.Found.MORE : Loop.Found.ENOUGH;
    }

    /** After the database was away, owners come first: they may hold the answer in memory (rule R7). */
    private boolean ownersHadTime() {
        return System.nanoTime() - answeringSince > config.recoverAfter().toNanos();
    }

    private Uni<List<Ripe>> ripe(List<Held> overdue) {
        List<Held> others =
                overdue.stream().filter(held -> !flights.has(held.attemptId())).toList();
        if (others.isEmpty() || !ownersHadTime()) {
            return Uni.createFrom().item(List.of());
        }
        Map<ConnectionId, EnvironmentId> needed = new HashMap<>();
        others.forEach(held -> needed.put(held.connectionId(), held.environmentId()));
        List<Uni<Optional<ConnectionCopy>>> copies = new ArrayList<>(needed.size());
        needed.forEach((connection, environment) -> copies.add(copy(environment, connection)));
        return Uni.join().all(copies).andFailFast().map(found -> ripe(others, found));
    }

    private Uni<Optional<ConnectionCopy>> copy(EnvironmentId environment, ConnectionId connection) {
        return connections
                .require(environment, connection)
                .map(Optional::of)
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private static List<Ripe> ripe(List<Held> overdue, List<Optional<ConnectionCopy>> copies) {
        Map<ConnectionId, ConnectionCopy> byId = new HashMap<>();
        copies.forEach(copy -> copy.ifPresent(known -> byId.put(known.connectionId(), known)));
        List<Ripe> ripe = new ArrayList<>();
        for (Held held : overdue) {
            ConnectionCopy copy = byId.get(held.connectionId());
            if (copy != null && isRipe(held, copy.provider().rotation().rotationClass())) {
                ripe.add(new Ripe(held, copy));
            }
        }
        return ripe;
    }

    /** Class N need not wait for the hold; R waits for the end of the access token as well. */
    private static boolean isRipe(Held held, RotationClass rotation) {
        return switch (rotation) {
            case N -> true;
            case G, S, U -> held.holdPassed();
            case R -> held.holdPassed() && (!held.alive() || held.presentations() > 1 || !held.current());
        };
    }

    private Uni<List<Ripe>> settleByJournal(List<Ripe> ripe) {
        Optional<Instant> oldest = ripe.stream()
                .filter(one -> one.rotation() != RotationClass.N)
                .map(one -> one.held().createdAt())
                .min(Instant::compareTo);
        if (oldest.isEmpty()) {
            return Uni.createFrom().item(ripe);
        }
        return journal.since(oldest.get().minus(JOURNAL_SLACK))
                .onFailure()
                .invoke(failure -> LOG.warnf("the journal cannot be read: %s", failure.toString()))
                .onFailure()
                .recoverWithItem(Map.of())
                .map(entries -> withoutJournalled(ripe, entries));
    }

    private List<Ripe> withoutJournalled(List<Ripe> ripe, Map<GrantId, JournalEntry> entries) {
        List<Ripe> rest = new ArrayList<>();
        for (Ripe one : ripe) {
            JournalEntry entry = entries.get(one.held().grantId());
            if (entry != null && one.held().attemptId().equals(entry.attemptId())) {
                LOG.infof("%s is settled from the journal", one.held().grantId());
                settle(one, entry);
            } else {
                rest.add(one);
            }
        }
        return rest;
    }

    private void settle(Ripe one, JournalEntry entry) {
        Settlement.Renewed renewed =
                entry.settlement(one.held().owner(), one.held().fence());
        Flight flight = Flight.of(renewed.claim(), one.connection(), "journal", null);
        flights.begin(flight);
        settler.settle(new Presenter.Presented.Settle(flight, renewed));
    }

    private Uni<Void> decide(List<Ripe> ripe) {
        if (ripe.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join()
                .all(ripe.stream().map(this::decide).toList())
                .andFailFast()
                .replaceWithVoid();
    }

    private Uni<Void> decide(Ripe one) {
        Held held = one.held();
        boolean again = one.rotation() != RotationClass.N && held.presentations() == 1 && held.current();
        if (!again) {
            LOG.infof("the attempt of %s is given up (class %s)", held.grantId(), one.rotation());
            return attempts.giveUp(held, "owner_lost", Duration.ZERO);
        }
        return attempts.presentAgain(terms.lease(), held).chain(claim -> launch(claim, one));
    }

    private Uni<Void> launch(Optional<Claim> claim, Ripe one) {
        if (claim.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        LOG.infof("%s is presented again after its hold (class %s)", one.held().grantId(), one.rotation());
        return worker.take(claim.get(), "recovered", null).replaceWithVoid();
    }
}
