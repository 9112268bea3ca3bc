// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Asks the key service now and then whether it still opens what is held; not ready when it has not for longer than the grace. */
@Readiness
@ApplicationScoped
class KeyServiceWatch implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(KeyServiceWatch.class);

    private final WrappingKeys wrappingKeys;
    private final KeyServiceConfig config;
    private final Vertx vertx;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long timer = -1;
    private volatile CachingKeyWrapper.Standing said = CachingKeyWrapper.Standing.ANSWERING;

    @Inject
    KeyServiceWatch(WrappingKeys wrappingKeys, KeyServiceConfig config, Vertx vertx) {
        this.wrappingKeys = wrappingKeys;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (config.kind() != KeyServiceConfig.Kind.FILE) {
            timer = vertx.setPeriodic(config.checkEvery().toMillis(), _ -> ask());
        }
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    private void ask() {
        if (wrappingKeys.isWatched() && asking.compareAndSet(false, true)) {
            // The top of the background task: nobody waits for it.
            var _ = Uni.createFrom()
                    .voidItem()
                    .invoke(wrappingKeys::check)
                    .invoke(this::say)
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .onTermination()
                    .invoke(() -> asking.set(false))
                    .subscribe()
                    .with(_ -> {}, failure -> LOG.error("The key service cannot be asked", failure));
        }
    }

    private void say() {
        CachingKeyWrapper.Standing standing = wrappingKeys.standing();
        if (standing != said) {
            said = standing;
            switch (standing) {
                case ANSWERING -> LOG.info("The key service answers.");
                case GRACE ->
                    LOG.warnf("The key service does not open keys: what is held goes on for %s.", config.grace());
                case CLOSED ->
                    LOG.errorf("The key service has not opened keys for %s: nothing is opened.", config.grace());
            }
        }
    }

    @Override
    public HealthCheckResponse call() {
        CachingKeyWrapper.Standing standing = wrappingKeys.standing();
        return HealthCheckResponse.named("key-service")
                .status(standing != CachingKeyWrapper.Standing.CLOSED)
                .withData("kind", config.kind().name().toLowerCase(Locale.ROOT))
                .withData("standing", standing.name().toLowerCase(Locale.ROOT))
                .build();
    }
}
