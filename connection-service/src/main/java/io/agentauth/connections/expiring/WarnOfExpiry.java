// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.expiring;

import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.outbox.Outbox;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells environments of what ends soon: of each once, whatever number of replicas looks, because the event and the note that it was told are one
 * transaction.
 */
@ApplicationScoped
public class WarnOfExpiry {
    private static final Logger LOG = Logger.getLogger(WarnOfExpiry.class);
    private static final int BATCH = 100;

    private final Database database;
    private final Migration migration;
    private final Outbox outbox;
    private final EndingKeys keys;
    private final EndingCredentials credentials;

    @Inject
    WarnOfExpiry(
            Database database, Migration migration, Outbox outbox, EndingKeys keys, EndingCredentials credentials) {
        this.database = database;
        this.migration = migration;
        this.outbox = outbox;
        this.keys = keys;
        this.credentials = credentials;
    }

    @Scheduled(every = "${agent-auth.key.expiry-every:1m}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return migration.isDone()
                ? warn().onFailure()
                        .invoke(failure -> LOG.warn("What ends soon was not told of, and will be", failure))
                        .onFailure()
                        .recoverWithItem(0)
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Tells of a batch of each; how many there were. */
    public Uni<Integer> warn() {
        return warn(keys).chain(some -> warn(credentials).map(more -> some + more));
    }

    private Uni<Integer> warn(Ending ending) {
        return database.asWorker(tx -> ending.claim(tx, BATCH)
                        .call(events -> outbox.append(tx, events))
                        .map(List::size))
                .invoke(count -> ending.told().increment(count));
    }
}
