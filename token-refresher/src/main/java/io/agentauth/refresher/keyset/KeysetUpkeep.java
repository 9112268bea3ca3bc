// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.refresher.pace.Loop;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.vault.Unopened;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Reads the keysets anew now and then, so that this replica knows a new one before anybody seals with it; and seals anew what older ones sealed. */
@ApplicationScoped
class KeysetUpkeep {
    private final Rings rings;
    private final RotationConfig config;
    private final Loop reading;
    private final Loop resealing;

    @Inject
    KeysetUpkeep(Rings rings, RotationConfig config, MeterRegistry registry, Vertx vertx) {
        this.rings = rings;
        this.config = config;
        reading = new Loop(
                vertx, "read keysets", config.readEvery(), () -> rings.refresh().replaceWith(Loop.Found.ENOUGH));
        resealing = new Loop(vertx, "seal anew", config.readEvery(), this::turn);
        var _ = FunctionCounter.builder("agentauth.keyset.resealed", rings, Rings::resealed)
                .register(registry);
        var _ = FunctionCounter.builder("agentauth.seals.unopened", Unopened.all(), Unopened::count)
                .register(registry);
    }

    void start(@Observes StartupEvent event, KeyRing keys) {
        reading.startAfter(keys.whenHeld());
        resealing.startAfter(keys.whenHeld());
    }

    void stop(@Observes ShutdownEvent event) {
        reading.stop();
        resealing.stop();
    }

    private Uni<Loop.Found> turn() {
        return rings.reseal().chain(more -> more ? paused() : rings.retire().replaceWith(Loop.Found.ENOUGH));
    }

    private Uni<Loop.Found> paused() {
        return Uni.createFrom().item(Loop.Found.MORE).onItem().delayIt().by(config.pause());
    }
}
