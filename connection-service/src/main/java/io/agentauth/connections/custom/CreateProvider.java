// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import io.agentauth.connections.custom.CheckDefinition.Checked;
import io.agentauth.connections.provider.CustomProvider;
import io.agentauth.connections.provider.ProviderConfig;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.ProviderChanged;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/** Stores a provider of an environment's own, with its event. */
@ApplicationScoped
class CreateProvider {
    private static final Kept<CustomProvider> KEPT = new Kept<>(CustomProvider.class, CustomProvider::key);

    private static final UUID UNSTORED = new UUID(0, 0);

    private final Database database;
    private final CustomProviderStore store;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final int max;

    @Inject
    CreateProvider(
            Database database,
            CustomProviderStore store,
            Idempotency idempotency,
            Outbox outbox,
            ProviderConfig config) {
        this.database = database;
        this.store = store;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.max = config.customMax();
    }

    /** Fails with {@code conflict} if the name is or was taken, or there are too many. */
    Uni<CustomProvider> create(Request request, Checked checked, Actor actor) {
        return database.inEnvironment(
                request.environment(),
                tx -> idempotency.once(
                        tx, request, KEPT, () -> insert(tx, request.environment(), made(checked), actor)));
    }

    /** As it would be stored. */
    static CustomProvider made(Checked checked) {
        return new CustomProvider(UNSTORED, 1, CustomProvider.text(checked.members()), false);
    }

    private Uni<CustomProvider> insert(SqlConnection tx, EnvironmentId environment, CustomProvider made, Actor actor) {
        String name = made.provider().id();
        return store.count(tx, environment)
                .invoke(this::requireRoom)
                .chain(_ -> store.insert(tx, environment, name, made))
                .map(stored -> stored.orElseThrow(CreateProvider::taken))
                .call(stored -> outbox.append(
                        tx, List.of(NewEvent.of(new ProviderChanged(environment, name, stored.version(), actor)))));
    }

    private void requireRoom(long there) {
        if (there >= max) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "The environment has " + max + " providers of its own already, which is the limit.");
        }
    }

    private static ProblemException taken() {
        return new ProblemException(
                ProblemType.CONFLICT,
                "The environment has, or had, a provider of that id. Take another one, or change it.");
    }
}
