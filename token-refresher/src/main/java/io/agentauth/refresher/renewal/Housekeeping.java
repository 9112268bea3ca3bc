// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.database.Migration;
import io.agentauth.events.TokenRefreshFailed;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.grant.StormConfig;
import io.agentauth.refresher.grant.Storms;
import io.agentauth.refresher.grant.Upkeep;
import io.agentauth.refresher.pace.Loop;
import io.agentauth.refresher.push.Outcome;
import io.agentauth.refresher.push.Outcomes;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** Everything about renewals that only has to happen now and then. */
@ApplicationScoped
class Housekeeping {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final int EXPIRE = 200;
    private static final int FORGET = 5_000;

    private final Upkeep upkeep;
    private final Pool pool;
    private final Outbox outbox;
    private final Outcomes outcomes;
    private final List<Loop> loops;

    @Inject
    Housekeeping(
            Upkeep upkeep,
            @ReactiveDataSource("worker") Pool pool,
            Outbox outbox,
            Outcomes outcomes,
            Budgets budgets,
            Storms storms,
            StormConfig stormConfig,
            Meters meters,
            RenewalConfig config,
            Vertx vertx) {
        this.upkeep = upkeep;
        this.pool = pool;
        this.outbox = outbox;
        this.outcomes = outcomes;
        this.loops = List.of(
                new Loop(vertx, "read limits", SECOND, () -> budgets.refresh().replaceWith(Loop.Found.ENOUGH)),
                new Loop(vertx, "end what cannot be renewed", SECOND, this::expire),
                new Loop(vertx, "end storms", stormConfig.lookEvery(), () -> storms.end()
                        .replaceWith(Loop.Found.ENOUGH)),
                new Loop(vertx, "measure the backlog", MEASURE, () -> upkeep.measure()
                        .invoke(meters::backlog)
                        .replaceWith(Loop.Found.ENOUGH)),
                new Loop(vertx, "forget attempts", MINUTE, () -> upkeep.forget(config.attemptsKept())
                        .map(forgotten -> forgotten < FORGET ? Loop.Found.ENOUGH : Loop.Found.MORE)));
    }

    void start(@Observes StartupEvent event, Migration migration) {
        loops.forEach(loop -> loop.startAfter(migration.whenDone()));
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(Loop::stop);
    }

    private Uni<Loop.Found> expire() {
        return pool.withTransaction(tx -> upkeep.expire(tx, EXPIRE)
                        .call(expired -> expired.isEmpty() ? Uni.createFrom().voidItem() : tell(tx, expired)))
                .invoke(expired -> {
                    if (!expired.isEmpty()) {
                        outcomes.wake();
                    }
                })
                .map(expired -> expired.size() < EXPIRE ? Loop.Found.ENOUGH : Loop.Found.MORE);
    }

    private Uni<Void> tell(SqlConnection tx, List<Upkeep.Expired> expired) {
        return outcomes.add(tx, expired.stream().map(Housekeeping::outcome).toList())
                .chain(() -> outbox.append(
                        tx, expired.stream().map(Housekeeping::event).toList()))
                .replaceWithVoid();
    }

    private static Outcome outcome(Upkeep.Expired expired) {
        StoredToken token = expired.token();
        return Outcome.grantEnded(
                new Outcome.Subject(
                        token.environmentId(), token.accountId(), token.slot(), token.generation(), token.version()),
                "no_refresh_token");
    }

    private static NewEvent event(Upkeep.Expired expired) {
        StoredToken token = expired.token();
        return NewEvent.of(new TokenRefreshFailed(
                token.environmentId(),
                token.accountId(),
                token.connectionId(),
                expired.provider(),
                token.slot(),
                token.generation(),
                token.version(),
                "ended",
                "no_refresh_token"));
    }
}
