// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import io.agentauth.database.Migration;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Tells what could not be told at once. Every replica sweeps; an ending is taken by one of them. */
@ApplicationScoped
class EndingSweeper {
    private static final Logger LOG = Logger.getLogger(EndingSweeper.class);

    private final Endings endings;
    private final Migration migration;

    @Inject
    EndingSweeper(Endings endings, Migration migration) {
        this.endings = endings;
        this.migration = migration;
    }

    @Scheduled(every = "${agent-auth.ending.sweep-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return migration.isDone()
                ? endings.sweep()
                        .onFailure()
                        .invoke(EndingSweeper::later)
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private static void later(Throwable failure) {
        LOG.warnf("Endings cannot be swept now: %s", failure.getClass().getSimpleName());
    }
}
