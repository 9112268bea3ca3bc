// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.ConnectionId;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.grant.Claims;
import io.agentauth.refresher.grant.Claims.Room;
import io.agentauth.refresher.grant.Waiting;
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
import java.util.List;
import java.util.Map;

/**
 * Finds every due grant by itself (rule R2): looks at the index of what comes next, claims as much as there is room for, and looks again at
 * once while there is more. Announcements of account-service only make it earlier.
 */
@ApplicationScoped
class Sweeper {
    private static final Flights.Asked SCHEDULED = new Flights.Asked("scheduled", null);
    private static final Duration WORTH_MOVING = Duration.ofSeconds(5);
    private static final int STOP_FIRST = 100;
    private static final Duration TURN_MAX = Duration.ofSeconds(10);

    private final Claims claims;
    private final Waiting waiting;
    private final Budgets budgets;
    private final Worker worker;
    private final Flights flights;
    private final Terms terms;
    private final KeyRing keys;
    private final RenewalConfig config;
    private final Loop loop;

    @Inject
    Sweeper(
            Claims claims,
            Waiting waiting,
            Budgets budgets,
            Worker worker,
            Flights flights,
            Terms terms,
            KeyRing keys,
            RenewalConfig config,
            Vertx vertx) {
        this.claims = claims;
        this.waiting = waiting;
        this.budgets = budgets;
        this.worker = worker;
        this.flights = flights;
        this.terms = terms;
        this.keys = keys;
        this.config = config;
        this.loop = new Loop(vertx, "sweep due grants", config.sweepEvery(), this::turn);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes @Priority(STOP_FIRST) ShutdownEvent event) throws InterruptedException {
        loop.stopAndWait(TURN_MAX);
    }

    /** Takes those of the announced tokens that are due and that there is room for; the sweep finds the rest. */
    Uni<Void> announced(Map<Claims.Hint, Flights.Asked> hints) {
        hints.keySet().forEach(hint -> CrashPoint.CP0.reached(hint.accountId()));
        Room room = budgets.room(config.batch());
        if (room.total() == 0 || !keys.isUsable() || hints.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return claims.hinted(terms.lease(), room, List.copyOf(hints.keySet()))
                .chain(claimed -> worker.take(
                        claimed,
                        claim -> hints.getOrDefault(
                                new Claims.Hint(claim.accountId(), claim.slot(), claim.generation(), claim.version()),
                                SCHEDULED)));
    }

    private Uni<Loop.Found> turn() {
        if (!keys.isUsable()) {
            return Uni.createFrom().item(Loop.Found.ENOUGH);
        }
        return makeWay().chain(this::sweep);
    }

    private Uni<Loop.Found> sweep() {
        Room room = budgets.room(config.batch());
        if (budgets.isCrowded()) {
            flights.whenThereIsRoom(loop::wake);
        }
        if (room.total() < config.batch() / 4) {
            return Uni.createFrom().item(Loop.Found.ENOUGH);
        }
        return claims.due(terms.lease(), room)
                .call(claimed -> worker.take(claimed, _ -> SCHEDULED))
                .map(claimed ->
                        claimed.size() < Math.min(room.total(), room.each()) / 2 ? Loop.Found.ENOUGH : Loop.Found.MORE);
    }

    /** What belongs to connections that have to wait is moved to when they may go on, so that the sweep does not meet it again and again. */
    private Uni<Void> makeWay() {
        Map<ConnectionId, Duration> blocked = budgets.blocked(WORTH_MOVING);
        return blocked.isEmpty() ? Uni.createFrom().voidItem() : waiting.move(blocked, config.batch());
    }
}
