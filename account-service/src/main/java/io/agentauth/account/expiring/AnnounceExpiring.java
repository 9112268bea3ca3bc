// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.agentauth.account.expiring.DueStore.Due;
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
 * Announces {@code TokenExpiring}, once a version, at the stored time. The event is a hint: what is lost here, token-refresher's sweeper finds.
 * Every replica looks; a token is taken by one of them.
 */
@ApplicationScoped
class AnnounceExpiring {
    private static final Logger LOG = Logger.getLogger(AnnounceExpiring.class);

    private final Database database;
    private final Migration migration;
    private final DueStore store;
    private final Outbox outbox;
    private final ExpiringConfig config;

    @Inject
    AnnounceExpiring(Database database, Migration migration, DueStore store, Outbox outbox, ExpiringConfig config) {
        this.database = database;
        this.migration = migration;
        this.store = store;
        this.outbox = outbox;
        this.config = config;
    }

    @Scheduled(every = "${agent-auth.expiring.every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return migration.isDone()
                ? announce()
                        .onFailure()
                        .invoke(AnnounceExpiring::later)
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
                .call(due -> outbox.append(tx, events(due)))
                .map(List::size));
    }

    private static List<NewEvent> events(List<Due> due) {
        return due.stream()
                .filter(Due::renewed)
                .map(one -> NewEvent.of(one.event()))
                .toList();
    }

    private static void later(Throwable failure) {
        LOG.warnf(
                "Tokens that are due cannot be announced now: %s",
                failure.getClass().getSimpleName());
    }
}
