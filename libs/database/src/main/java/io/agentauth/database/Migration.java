// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import io.agentauth.outbox.TablesReady;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables to this release in the background, and tries again while the database is away: a service that starts before its
 * database waits for it. Replicas take turns by Flyway's own lock. Nothing is ready before it is done. Where another process migrates
 * ({@link MigrationConfig}), it only waits.
 */
@ApplicationScoped
public class Migration {
    private static final Logger LOG = Logger.getLogger(Migration.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final Flyway flyway;
    private final MigrationConfig.Run run;
    private final Event<TablesReady> ready;
    private final Uni<Boolean> whenDone;
    private volatile boolean done;
    private @Nullable Cancellable running;

    @Inject
    Migration(@FlywayDataSource("owner") Flyway flyway, MigrationConfig config, Event<TablesReady> ready) {
        this.flyway = flyway;
        this.run = config.run();
        this.ready = ready;
        whenDone = Uni.createFrom()
                .item(this::migrate)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(failure -> LOG.warnf("The database is not migrated yet: %s", firstLine(failure)))
                .onFailure()
                .retry()
                .withBackOff(PAUSE_MIN, PAUSE_MAX)
                .indefinitely()
                .memoize()
                .indefinitely();
    }

    void start(@Observes StartupEvent event) {
        running = whenDone.subscribe().with(_ -> LOG.info("The database is migrated."));
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    /** Completes when the tables are there. */
    public Uni<Boolean> whenDone() {
        return whenDone;
    }

    /** Whether the tables are there. */
    public boolean isDone() {
        return done;
    }

    private boolean migrate() {
        switch (run) {
            case AT_START -> flyway.migrate();
            case BEFORE -> requireMigrated(flyway);
        }
        done = true;
        ready.fire(new TablesReady());
        return true;
    }

    static void requireMigrated(Flyway flyway) {
        int pending = flyway.info().pending().length;
        if (pending > 0) {
            throw new IllegalStateException(
                    pending + " migrations are still to be made, and another process is to make them");
        }
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
