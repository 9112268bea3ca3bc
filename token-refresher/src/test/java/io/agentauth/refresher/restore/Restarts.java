// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.refresher.Settings;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.keyset.KeyRings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Processes that start after a restore, as far as they look whether there was one. */
@Singleton
public class Restarts {
    @Inject
    Restores restores;

    @Inject
    Journal journal;

    @Inject
    RollForward forward;

    @Inject
    Behind behind;

    @Inject
    ServiceCalls services;

    @Inject
    KeyRings rings;

    @Inject
    Migration migration;

    @Inject
    Vertx vertx;

    /** A process that has started. */
    public record Process(KeyRing keys, Runnable kill, BooleanSupplier ready) {}

    /** Starts one whose operator says {@code word}, or nothing. */
    public Process start(Optional<String> word) {
        KeyRing keys = rings.another();
        Restoration restoration =
                new Restoration(restores, journal, forward, behind, services, keys, config(word), vertx);
        restoration.start(new StartupEvent(), migration);
        return new Process(
                keys,
                () -> restoration.stop(new ShutdownEvent()),
                () -> new RestoreReady(restoration).call().getStatus() == HealthCheckResponse.Status.UP);
    }

    private static RestoreConfig config(Optional<String> said) {
        return said.map(word -> Settings.with(RestoreConfig.class, "agent-auth.restore.word", word))
                .orElseGet(() -> Settings.shipped(RestoreConfig.class));
    }
}
