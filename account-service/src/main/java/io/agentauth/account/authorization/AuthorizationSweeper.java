// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.outbox.Outbox;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Ends authorizations whose time is over. Every replica sweeps; a row is taken by one of them. */
@ApplicationScoped
class AuthorizationSweeper {
    private static final Logger LOG = Logger.getLogger(AuthorizationSweeper.class);

    private final Database database;
    private final Migration migration;
    private final AuthorizationStore store;
    private final Authorizations authorizations;
    private final Outbox outbox;

    @Inject
    AuthorizationSweeper(
            Database database,
            Migration migration,
            AuthorizationStore store,
            Authorizations authorizations,
            Outbox outbox) {
        this.database = database;
        this.migration = migration;
        this.store = store;
        this.authorizations = authorizations;
        this.outbox = outbox;
    }

    @Scheduled(
            every = "${agent-auth.authorization.sweep-every:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return migration.isDone()
                ? sweepAll()
                        .onFailure()
                        .invoke(AuthorizationSweeper::later)
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** Batch by batch, each its own transaction, until one finds nothing. */
    private Uni<Void> sweepAll() {
        return sweepOnce().chain(ended -> ended == 0 ? Uni.createFrom().voidItem() : sweepAll());
    }

    /** One batch; says how many were ended. */
    Uni<Integer> sweepOnce() {
        return database.asWorker(tx -> store.overdue(tx).chain(overdue -> authorizations
                .end(tx, overdue)
                .chain(events -> outbox.append(tx, events))
                .replaceWith(overdue.size())));
    }

    private static void later(Throwable failure) {
        LOG.warnf("Authorizations cannot be swept now: %s", failure.getClass().getSimpleName());
    }
}
