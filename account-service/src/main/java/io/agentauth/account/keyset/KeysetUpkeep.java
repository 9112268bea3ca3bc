// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Migration;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.vault.Unopened;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Reads the keysets anew now and then, so that this replica knows a new one before anybody seals with it; and seals anew what older ones sealed. */
@ApplicationScoped
class KeysetUpkeep {
    private static final Logger LOG = Logger.getLogger(KeysetUpkeep.class);

    private final CredentialKeys keys;
    private final Migration migration;
    private final RotationConfig config;

    @Inject
    KeysetUpkeep(CredentialKeys keys, Migration migration, RotationConfig config, MeterRegistry registry) {
        this.keys = keys;
        this.migration = migration;
        this.config = config;
        var _ = FunctionCounter.builder("agentauth.keyset.resealed", keys.reseal(), reseal -> reseal.resealed())
                .register(registry);
        var _ = FunctionCounter.builder("agentauth.seals.unopened", Unopened.all(), Unopened::count)
                .register(registry);
    }

    @Scheduled(
            every = "${agent-auth.rotation.read-every:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> turn() {
        return migration.isDone() && keys.ring().vault() != null
                ? upkeep().onFailure()
                        .invoke(failure -> LOG.warn("Keysets cannot be kept up now", failure))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> upkeep() {
        return keys.ring()
                .refresh()
                .chain(() -> keys.reseal()
                        .turn()
                        .onItem()
                        .delayIt()
                        .by(config.pause())
                        .repeat()
                        .whilst(more -> more)
                        .collect()
                        .last())
                .chain(keys::retire)
                .replaceWithVoid();
    }
}
