// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks the issuer for revoked keys and the seal twice a second and for its signing keys now and then; one question at a time. Idle where nobody is to
 * be known.
 */
@Singleton
class IssuerWatch {
    private final Vertx vertx;
    private final TrustedKeys keys;
    private final Revocations revocations;
    private final InstallationSeal seal;
    private final Duration revocationsEvery;
    private final Duration keysEvery;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean started;
    private volatile long timer = -1;
    private volatile long keysAt;

    @Inject
    IssuerWatch(Vertx vertx, TrustedKeys keys, Revocations revocations, InstallationSeal seal, IdentityConfig config) {
        this.vertx = vertx;
        this.keys = keys;
        this.revocations = revocations;
        this.seal = seal;
        this.revocationsEvery = config.revocationsEvery();
        this.keysEvery = config.keysEvery();
    }

    void start(@Observes StartupEvent event, Doors doors) {
        if (doors.any()) {
            started = true;
            timer = vertx.setPeriodic(1, revocationsEvery.toMillis(), _ -> ask());
        }
    }

    /** Whether there is nobody to know, or the keys to know them by are there, and it was heard whether the installation is sealed. */
    boolean isSatisfied() {
        return !started || (keys.any() && seal.standing() != InstallationSeal.Standing.UNKNOWN);
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    private void ask() {
        if (asking.compareAndSet(false, true)) {
            // The top of the background task: nobody waits for it.
            var _ = refreshKeys()
                    .chain(revocations::refresh)
                    .onTermination()
                    .invoke(() -> asking.set(false))
                    .subscribe()
                    .with(_ -> {}, _ -> {});
        }
    }

    private Uni<Boolean> refreshKeys() {
        boolean fresh = keys.any() && System.nanoTime() - keysAt < keysEvery.toNanos();
        return fresh
                ? Uni.createFrom().item(true)
                : keys.fetch().invoke(answered -> keysAt = answered ? System.nanoTime() : keysAt);
    }
}
