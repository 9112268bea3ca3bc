// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Migration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has the access-token keyset before the first read needs it, however long token-refresher is away; ready once it was had. */
@Readiness
@ApplicationScoped
public class KeysetAtStart implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(KeysetAtStart.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final AccessTokenKeys keys;
    private final Migration migration;
    private @Nullable Cancellable running;

    @Inject
    KeysetAtStart(AccessTokenKeys keys, Migration migration) {
        this.keys = keys;
        this.migration = migration;
    }

    void start(@Observes StartupEvent event) {
        running = migration
                .whenDone()
                .chain(_ -> keys.load())
                .onFailure()
                .invoke(failure -> LOG.warnf("There is no access-token keyset yet: %s", failure.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(PAUSE_MIN, PAUSE_MAX)
                .indefinitely()
                .subscribe()
                .with(_ -> LOG.info("Access tokens can be opened."));
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("access-token-keyset")
                .status(keys.isReady())
                .build();
    }
}
