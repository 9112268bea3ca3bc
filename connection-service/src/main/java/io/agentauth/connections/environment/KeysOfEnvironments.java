// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.connections.connection.CoverSecrets;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.EnvironmentKeys;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes and destroys keys of environments, where the installation has any: no other service does. A key is made before its environment is, and the
 * database has when: so one that was lost is missed, and never replaced by another that opens nothing.
 *
 * <p>At the start, environments that were made before there were such keys get one, client secrets are covered that are not yet, and what was
 * shredded is shredded again: an older copy of the folder may have been put back.
 */
@ApplicationScoped
class KeysOfEnvironments {
    private static final Logger LOG = Logger.getLogger(KeysOfEnvironments.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    private final EnvironmentStore store;
    private final Database database;
    private final WrappingKeys wrappingKeys;
    private final @Nullable EnvironmentKeys keys;
    private final CoverSecrets secrets;
    private final Uni<Void> caughtUp;
    private @Nullable Cancellable running;

    @Inject
    KeysOfEnvironments(
            EnvironmentStore store,
            Database database,
            Migration migration,
            WrappingKeys wrappingKeys,
            CoverSecrets secrets) {
        this.store = store;
        this.database = database;
        this.wrappingKeys = wrappingKeys;
        keys = wrappingKeys.environments();
        this.secrets = secrets;
        caughtUp = migration
                .whenDone()
                .chain(_ -> catchUp())
                .onFailure()
                .invoke(failure -> LOG.error("Keys of environments are not all there yet", failure))
                .onFailure()
                .retry()
                .withBackOff(PAUSE, PAUSE_MAX)
                .indefinitely();
    }

    void start(@Observes StartupEvent event) {
        if (keys != null) {
            running = caughtUp.subscribe().with(_ -> LOG.debug("Each environment has its key."));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    /** Whether it has one now; false where the installation has none. Fails with {@code KeyUnavailable} where it cannot be made. */
    Uni<Boolean> make(EnvironmentId id) {
        EnvironmentKeys held = keys;
        return held == null
                ? Uni.createFrom().item(false)
                : wrappingKeys.make(held, id.value()).replaceWith(true);
    }

    /** Destroys it. Fails with {@code conflict} where there is none, and with {@code KeyUnavailable} where that cannot be done now. */
    Uni<Void> shred(EnvironmentId id) {
        EnvironmentKeys held = keys;
        if (held == null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "This installation has no keys of environments: agent-auth.key-service.environment-keys-folder is not set.");
        }
        return store.hasKey(id).invoke(KeysOfEnvironments::requireKey).chain(_ -> wrappingKeys.shred(held, id.value()));
    }

    private static void requireKey(boolean hasKey) {
        if (!hasKey) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "This environment never had a key of its own: it was deleted before this installation had any.");
        }
    }

    /** What is done at the start; once more does nothing. */
    Uni<Void> catchUp() {
        return store.shredded()
                .chain(ids -> each(ids, this::shred))
                .chain(_ -> store.withoutKey())
                .chain(ids -> each(ids, id -> make(id).chain(_ -> database.asWorker(tx -> store.keyMade(tx, id)))))
                .chain(secrets::cover);
    }

    private static Uni<Void> each(List<EnvironmentId> ids, Function<EnvironmentId, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
