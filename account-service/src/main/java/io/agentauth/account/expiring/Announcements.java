// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Announces what has come due, in batches: what is claimed and its events are one transaction, and what fails is claimed at the next look. */
@ApplicationScoped
class Announcements {
    private static final Logger LOG = Logger.getLogger(Announcements.class);

    private final Database database;
    private final Migration migration;
    private final Outbox outbox;
    private final ExpiringConfig config;

    @Inject
    Announcements(Database database, Migration migration, Outbox outbox, ExpiringConfig config) {
        this.database = database;
        this.migration = migration;
        this.outbox = outbox;
        this.config = config;
    }

    /** Takes what is due, at most so many; empty for what is due and concerns nobody. */
    interface Claim {
        Uni<List<Optional<NewEvent>>> claim(SqlConnection tx, int limit);
    }

    /** One look, which never fails. {@code what} is for the log. */
    Uni<Void> look(Claim claim, String what) {
        return migration.isDone()
                ? announce(claim)
                        .onFailure()
                        .invoke(failure -> LOG.warnf(
                                "%s cannot be announced now: %s",
                                what, failure.getClass().getSimpleName()))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Takes batches while they are full, and not without end. */
    Uni<Integer> announce(Claim claim) {
        AtomicInteger batches = new AtomicInteger();
        return batch(claim)
                .repeat()
                .whilst(claimed -> claimed == config.batch() && batches.incrementAndGet() < config.batchesMax())
                .collect()
                .with(Collectors.summingInt(claimed -> claimed));
    }

    private Uni<Integer> batch(Claim claim) {
        return database.asWorker(tx -> claim.claim(tx, config.batch())
                .call(due ->
                        outbox.append(tx, due.stream().flatMap(Optional::stream).toList()))
                .map(List::size));
    }
}
