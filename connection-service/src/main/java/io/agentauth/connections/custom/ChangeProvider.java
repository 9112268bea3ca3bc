// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.connections.connection.ProviderUse;
import io.agentauth.connections.custom.CheckDefinition.Checked;
import io.agentauth.connections.provider.CustomProvider;
import io.agentauth.connections.provider.CustomProviders;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.ProviderChanged;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes or deletes a provider of an environment's own. Its connections follow a change at once, which is why nothing that was granted through
 * them may reach another address by it; and it is deleted only when none is left.
 */
@ApplicationScoped
class ChangeProvider {
    private final Database database;
    private final CustomProviders providers;
    private final CustomProviderStore store;
    private final ProviderUse use;
    private final Outbox outbox;

    @Inject
    ChangeProvider(
            Database database, CustomProviders providers, CustomProviderStore store, ProviderUse use, Outbox outbox) {
        this.database = database;
        this.providers = providers;
        this.store = store;
        this.use = use;
        this.outbox = outbox;
    }

    /** Whose provider, and who asks. */
    record Order(EnvironmentId environment, String name, Actor actor) {}

    /** A provider before its change, and what it would be. */
    record Draft(CustomProvider before, ObjectNode members) {}

    /** What {@code change} makes of it. Fails with {@code not_found}. */
    Uni<Draft> draft(Order order, ObjectNode change) {
        return providers
                .find(order.environment(), order.name())
                .map(found -> found.orElseThrow(ChangeProvider::unknown))
                .map(before ->
                        new Draft(before, before.sheet().changedBy(change).members()));
    }

    /** As it would be stored. Fails with {@code conflict} where that may not be. */
    Uni<CustomProvider> rehearse(Order order, CustomProvider before, Checked checked) {
        return database.inEnvironment(order.environment(), tx -> requireAllowed(tx, order, before, checked)
                .replaceWith(new CustomProvider(
                        before.key(), before.version() + 1, CustomProvider.text(checked.members()), false)));
    }

    /** Stores it, unless it changed since {@code before} was read. */
    Uni<CustomProvider> change(Order order, CustomProvider before, Checked checked) {
        String definition = CustomProvider.text(checked.members());
        return database.inEnvironment(order.environment(), tx -> lock(tx, order)
                .invoke(now -> requireUnchanged(before, now))
                .chain(now -> now.definition().equals(definition)
                        ? Uni.createFrom().item(now)
                        : requireAllowed(tx, order, now, checked).chain(() -> update(tx, order, now, definition))));
    }

    /** Deletes it. Fails with {@code conflict} while it has connections. */
    Uni<CustomProvider> delete(Order order) {
        return database.inEnvironment(order.environment(), tx -> lock(tx, order)
                .call(found -> use.of(tx, order.environment(), order.name())
                        .invoke(ChangeProvider::requireUnused)
                        .chain(used -> used.ever() == 0 ? store.forget(tx, found.key()) : store.end(tx, found.key())))
                .call(gone -> append(tx, order, gone, List.of())));
    }

    private Uni<CustomProvider> lock(SqlConnection tx, Order order) {
        return store.lock(tx, order.environment(), order.name())
                .map(found -> found.orElseThrow(ChangeProvider::unknown));
    }

    private Uni<Void> requireAllowed(SqlConnection tx, Order order, CustomProvider before, Checked checked) {
        if (!checked.provider().id().equals(order.name())) {
            throw ProblemException.invalidField("definition.id", "It cannot be changed; create another provider.");
        }
        return use.of(tx, order.environment(), order.name())
                .invoke(used -> {
                    if (used.ever() > 0) {
                        Reached.requireKept(before.provider(), checked.provider());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<CustomProvider> update(SqlConnection tx, Order order, CustomProvider now, String definition) {
        return store.update(tx, now.key(), definition)
                .call(after -> use.changed(tx, order.environment(), order.name(), order.actor())
                        .chain(events -> append(tx, order, after, events)));
    }

    private Uni<?> append(SqlConnection tx, Order order, CustomProvider provider, List<NewEvent> before) {
        List<NewEvent> events = new ArrayList<>(before);
        events.add(
                NewEvent.of(new ProviderChanged(order.environment(), order.name(), provider.version(), order.actor())));
        return outbox.append(tx, events);
    }

    private static void requireUnchanged(CustomProvider before, CustomProvider now) {
        if (before.version() != now.version()) {
            throw CustomProviders.changedMeanwhile();
        }
    }

    private static void requireUnused(ProviderUse.Used used) {
        if (used.now() > 0) {
            throw new ProblemException(ProblemType.CONFLICT, "Delete its connections first.")
                    .with("connections", used.now());
        }
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("provider");
    }
}
