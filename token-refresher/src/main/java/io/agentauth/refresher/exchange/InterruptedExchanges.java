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

/**
 * Ends authorizations whose code was presented and whose outcome nobody will tell, because the process died: a code is never sent twice. And
 * forgets flows that are too old for anybody to ask about.
 */
@ApplicationScoped
class InterruptedExchanges {
    private static final int SET = 100;

    private final CodeAttempts attempts;
    private final Conclusion conclusion;
    private final Flows flows;
    private final Loop loop;

    @Inject
    InterruptedExchanges(
            CodeAttempts attempts, Conclusion conclusion, Flows flows, Vertx vertx, ExchangeConfig config) {
        this.attempts = attempts;
        this.conclusion = conclusion;
        this.flows = flows;
        this.loop = new Loop(vertx, "interrupted exchanges", config.sweepEvery(), this::turn);
    }

    void start(@Observes StartupEvent event, Migration migration) {
        loop.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    Uni<Loop.Found> turn() {
        return attempts.interrupted(SET)
                .call(ids -> Multi.createFrom()
                        .iterable(ids)
                        .onItem()
                        .transformToUniAndConcatenate(id -> conclusion.fail(id, Failure.INTERRUPTED))
                        .onItem()
                        .ignoreAsUni())
                .call(flows::forget)
                .map(ids -> ids.size() < SET ? Loop.Found.ENOUGH : Loop.Found.MORE);
    }
}
