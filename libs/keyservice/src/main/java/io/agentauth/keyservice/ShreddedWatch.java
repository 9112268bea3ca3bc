// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.EnvironmentKeys;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Looks now and then which environments another process has shredded, and forgets their keys. */
@ApplicationScoped
class ShreddedWatch {
    private static final Logger LOG = Logger.getLogger(ShreddedWatch.class);

    private final WrappingKeys wrappingKeys;
    private final KeyServiceConfig config;
    private final Vertx vertx;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long timer = -1;

    @Inject
    ShreddedWatch(WrappingKeys wrappingKeys, KeyServiceConfig config, Vertx vertx) {
        this.wrappingKeys = wrappingKeys;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        EnvironmentKeys keys = wrappingKeys.environments();
        if (keys != null) {
            timer = vertx.setPeriodic(config.lookForShreddedEvery().toMillis(), _ -> look(keys));
        }
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look(EnvironmentKeys keys) {
        if (looking.compareAndSet(false, true)) {
            // The top of the background task: nobody waits for it.
            var _ = Uni.createFrom()
                    .voidItem()
                    .invoke(keys::refresh)
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .onTermination()
                    .invoke(() -> looking.set(false))
                    .subscribe()
                    .with(
                            _ -> {},
                            failure -> LOG.errorf(
                                    "Which environments were shredded cannot be read: %s", failure.getMessage()));
        }
    }
}
