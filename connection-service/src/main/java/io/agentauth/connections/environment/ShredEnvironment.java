// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.EnvironmentShredded;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Destroys the key of an environment that was deleted. The key goes first, then it is written down that it went, with an event: a process that
 * dies in between leaves it to be asked for again, which does nothing more than that.
 */
@ApplicationScoped
class ShredEnvironment {
    private final Database database;
    private final EnvironmentStore store;
    private final Outbox outbox;
    private final KeysOfEnvironments keys;

    @Inject
    ShredEnvironment(Database database, EnvironmentStore store, Outbox outbox, KeysOfEnvironments keys) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.keys = keys;
    }

    /** Fails with {@code conflict} before the environment is deleted, and where it has no key. */
    Uni<Environment> shred(EnvironmentId id, String confirmation, Actor actor) {
        return store.find(id)
                .map(Environments::required)
                .invoke(environment -> requireMeant(environment, confirmation))
                .call(() -> keys.shred(id))
                .call(() -> database.inEnvironment(id, tx -> writeDown(tx, id, actor)));
    }

    private static void requireMeant(Environment environment, String confirmation) {
        if (!environment.name().equals(confirmation)) {
            throw ProblemException.invalidField(
                    "shred", "It is not the environment's name. What is shredded never opens again.");
        }
        if (environment.deletedAt() == null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Delete the environment first, and let its grants be revoked: afterwards that is not possible any more.");
        }
    }

    private Uni<Void> writeDown(SqlConnection tx, EnvironmentId id, Actor actor) {
        return store.shred(tx, id)
                .chain(isFirst -> isFirst
                        ? outbox.append(tx, List.of(NewEvent.of(new EnvironmentShredded(id, actor))))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }
}
