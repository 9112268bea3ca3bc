// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.agentauth.account.expiring.EndingStore.Ending;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Announces {@code AccountExpiring}, once a consent, ahead of the day on which no renewal helps any more. Every replica looks; a grant is taken by
 * one of them.
 */
@ApplicationScoped
class AnnounceEnding {
    private static final Logger LOG = Logger.getLogger(AnnounceEnding.class);

    private final Database database;
    private final Migration migration;
    private final EndingStore store;
    private final Outbox outbox;
    private final ExpiringConfig config;

    @Inject
    AnnounceEnding(Database database, Migration migration, EndingStore store, Outbox outbox, ExpiringConfig config) {
        this.database = database;
        this.migration = migration;
        this.store = store;
        this.outbox = outbox;
        this.config = config;
    }

    @Scheduled(
            every = "${agent-auth.expiring.endings-every:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return migration.isDone()
                ? announce()
                        .onFailure()
                        .invoke(AnnounceEnding::later)
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Takes batches while they are full, and not without end. */
    Uni<Integer> announce() {
        AtomicInteger batches = new AtomicInteger();
        return batch().repeat()
                .whilst(claimed -> claimed == config.batch() && batches.incrementAndGet() < config.batchesMax())
                .collect()
                .with(Collectors.summingInt(claimed -> claimed));
    }

    private Uni<Integer> batch() {
        return database.asWorker(tx -> store.claim(tx, config.batch())
                .call(near -> outbox.append(tx, events(near)))
                .map(List::size));
    }

    private static List<NewEvent> events(List<Ending> near) {
        return near.stream()
                .filter(Ending::concerned)
                .map(one -> NewEvent.of(one.event()))
                .toList();
    }

    private static void later(Throwable failure) {
        LOG.warnf(
                "Grants that end soon cannot be announced now: %s",
                failure.getClass().getSimpleName());
    }
}
