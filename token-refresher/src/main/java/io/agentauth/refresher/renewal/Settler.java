// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.AttemptId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.outbox.Outbox;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.Settled;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.grant.Settlements;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.grant.Storms;
import io.agentauth.refresher.grant.Waiting;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.pace.Linger;
import io.agentauth.refresher.push.Outcomes;
import io.agentauth.refresher.push.Pushes;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Commits results in sets: grant, attempt, event and what account-service must hear in one transaction (rule R6), and only then anything
 * else. A commit that fails is tried again without limit, the sealed results staying in memory; {@link Unsettled} knows what is late
 * (rule R7).
 */
@ApplicationScoped
class Settler {
    private static final Logger LOG = Logger.getLogger(Settler.class);
    private static final int SETS_MAX = 3;
    private static final int PATIENCE = 3;
    private static final long PAUSE_MAX_MS = 1_000;

    private final Pool pool;
    private final Storms storms;
    private final Settlements settlements;
    private final Outbox outbox;
    private final Outcomes outcomes;
    private final Pushes pushes;
    private final Journal journal;
    private final Waiting moved;
    private final RenewalConfig config;
    private final Presenter presenter;
    private final Flights flights;
    private final Meters meters;
    private final Linger<Presenter.Presented.Settle> leaving;
    private final Linger<Presenter.Presented.Settle> alone;
    private final Map<ConnectionId, Long> spreadAt = new ConcurrentHashMap<>();
    private final Map<AttemptId, Late> waiting = new ConcurrentHashMap<>();

    private record Late(Settlement settlement, long since) {}

    @Inject
    Settler(
            @ReactiveDataSource("worker") Pool pool,
            Storms storms,
            Settlements settlements,
            Outbox outbox,
            Outcomes outcomes,
            Pushes pushes,
            Journal journal,
            Waiting moved,
            Presenter presenter,
            Flights flights,
            Meters meters,
            RenewalConfig config,
            Vertx vertx) {
        this.pool = pool;
        this.storms = storms;
        this.settlements = settlements;
        this.outbox = outbox;
        this.outcomes = outcomes;
        this.pushes = pushes;
        this.journal = journal;
        this.moved = moved;
        this.config = config;
        this.presenter = presenter;
        this.flights = flights;
        this.meters = meters;
        this.leaving = new Linger<>(
                vertx, new Linger.Limits(config.settleLinger(), config.settleSet(), SETS_MAX), set -> commit(set, 0));
        this.alone = new Linger<>(
                vertx, new Linger.Limits(config.settleLinger(), 1, SETS_MAX), set -> commit(set, PATIENCE));
    }

    /** Takes a result; its flight lands when it is committed. */
    void settle(Presenter.Presented.Settle result) {
        waiting.put(result.settlement().claim().attemptId(), new Late(result.settlement(), System.nanoTime()));
        leaving.add(result);
    }

    /** What was read and is not committed for longer than {@code age}. */
    List<Settlement.Renewed> late(Duration age) {
        List<Settlement.Renewed> late = new ArrayList<>();
        long now = System.nanoTime();
        for (Late one : waiting.values()) {
            if (one.settlement() instanceof Settlement.Renewed renewed && now - one.since() > age.toNanos()) {
                late.add(renewed);
            }
        }
        return late;
    }

    /** Whether it has come to something that is not a new token. */
    boolean hasNoToken(AttemptId attempt) {
        Late late = waiting.get(attempt);
        return late != null && !(late.settlement() instanceof Settlement.Renewed);
    }

    private Uni<Void> commit(List<Presenter.Presented.Settle> set, int failures) {
        return Uni.createFrom()
                .deferred(() -> {
                    set.forEach(
                            one -> CrashPoint.CP8.reached(one.flight().claim().accountId()));
                    List<Settlement> what = set.stream()
                            .map(Presenter.Presented.Settle::settlement)
                            .toList();
                    return pool.withTransaction(tx -> write(tx, what));
                })
                .invoke(settled -> committed(set, settled))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> again(set, failures + 1, failure));
    }

    private Uni<List<Settled>> write(SqlConnection tx, List<Settlement> what) {
        return storms.withhold(tx, what)
                .chain(judged -> settlements.settle(tx, judged))
                .call(settled -> {
                    Notices notices = Notices.of(settled, flights);
                    return outcomes.add(tx, notices.outcomes()).chain(() -> outbox.append(tx, notices.events()));
                });
    }

    /** Not given up, ever. After a few failures each goes alone, so that one that cannot be stored does not hold the others up. */
    private Uni<Void> again(List<Presenter.Presented.Settle> set, int failures, Throwable failure) {
        if (failures == 1 || failures % 60 == 0) {
            LOG.warnf("%d results wait to be committed: %s", set.size(), failure.toString());
        }
        long most = Math.min(PAUSE_MAX_MS, 50L << Math.min(failures, 5));
        Duration pause = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
        Uni<Void> after = Uni.createFrom().voidItem().onItem().delayIt().by(pause);
        if (failures < PATIENCE || set.size() == 1) {
            return after.chain(() -> commit(set, failures));
        }
        return after.invoke(() -> set.forEach(alone::add));
    }

    private void committed(List<Presenter.Presented.Settle> set, List<Settled> settled) {
        set.forEach(one -> CrashPoint.CP9.reached(one.flight().claim().accountId()));
        Map<AttemptId, Flight> flightOf = new HashMap<>();
        for (Presenter.Presented.Settle one : set) {
            AttemptId attempt = one.settlement().claim().attemptId();
            waiting.remove(attempt);
            flightOf.put(attempt, one.flight());
        }
        List<StoredToken> fresh = new ArrayList<>();
        for (Settled one : settled) {
            Flight flight = flightOf.get(settlement(one).claim().attemptId());
            if (flight != null) {
                land(flight, one, fresh);
            }
        }
        outbox.wake();
        outcomes.wake();
        pushes.push(fresh);
    }

    private void land(Flight flight, Settled settled, List<StoredToken> fresh) {
        RotationClass rotation = flight.rotation();
        meters.finished(settled, flight.claim().provider(), rotation);
        switch (settled) {
            case Settled.Stored(Settlement.Renewed renewed, StoredToken token, var _) -> {
                fresh.add(token);
                keep(rotation, renewed);
                spread(renewed.claim());
                flights.land(flight, new Flight.Landing.Renewed(token));
            }
            case Settled.Overtaken(Settlement.Renewed renewed, long version) ->
                settle(new Presenter.Presented.Settle(flight, presenter.resealed(renewed, version)));
            case Settled.Orphaned orphaned -> {
                meters.orphaned(rotation);
                flights.land(flight, new Flight.Landing.Overtaken());
            }
            case Settled.Noted(Settlement.Refused refused) ->
                flights.land(flight, new Flight.Landing.Ended(refused.reason()));
            case Settled.Noted(Settlement.Failed failed) -> flights.land(flight, failed(failed));
            case Settled.Noted(Settlement.Renewed _), Settled.Known _, Settled.Stale _ ->
                flights.land(flight, new Flight.Landing.Overtaken());
        }
    }

    /** The first success after trouble brings the connection's other waiting grants forward (rule R17). */
    private void spread(Claim claim) {
        long now = System.nanoTime();
        Long before = spreadAt.get(claim.connectionId());
        if (claim.failures() == 0
                || (before != null && now - before < config.spread().toNanos() / 8)) {
            return;
        }
        spreadAt.put(claim.connectionId(), now);
        var _ = moved.spread(claim.connectionId(), config.spread())
                .onFailure()
                .invoke(failure -> LOG.debugf("%s: its grants keep their schedule", claim.connectionId()))
                .subscribeAsCompletionStage();
    }

    /** Of every rotating provider the journal has the current grant (rule R6). */
    private void keep(RotationClass rotation, Settlement.Renewed renewed) {
        if (rotation != RotationClass.N) {
            var _ = journal.keep(JournalEntry.of(renewed)).subscribeAsCompletionStage();
        }
    }

    private static Flight.Landing failed(Settlement.Failed failed) {
        return failed.reason().equals("connection_suspended")
                ? new Flight.Landing.Suspended()
                : new Flight.Landing.Failed(failed.reason(), failed.pause());
    }

    private static Settlement settlement(Settled settled) {
        return switch (settled) {
            case Settled.Stored one -> one.renewed();
            case Settled.Known one -> one.renewed();
            case Settled.Overtaken one -> one.renewed();
            case Settled.Orphaned one -> one.renewed();
            case Settled.Noted one -> one.settlement();
            case Settled.Stale one -> one.settlement();
        };
    }
}
