// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.database.Migration;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Throws codes away that nobody confirmed in time. */
@ApplicationScoped
class LapsedCodes {
    private static final int SET = 100;

    private final Flows flows;
    private final Intake intake;
    private final Loop loop;

    @Inject
    LapsedCodes(Flows flows, Intake intake, Vertx vertx, ExchangeConfig config) {
        this.flows = flows;
        this.intake = intake;
        this.loop = new Loop(vertx, "lapsed codes", config.sweepEvery(), this::turn);
    }

    void start(@Observes StartupEvent event, Migration migration) {
        loop.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    Uni<Loop.Found> turn() {
        return flows.lapsed(SET)
                .call(ids -> Multi.createFrom()
                        .iterable(ids)
                        .onItem()
                        .transformToUniAndConcatenate(id -> intake.throwAway(id, Failure.UNCONFIRMED))
                        .onItem()
                        .ignoreAsUni())
                .map(ids -> ids.size() < SET ? Loop.Found.ENOUGH : Loop.Found.MORE);
    }
}
