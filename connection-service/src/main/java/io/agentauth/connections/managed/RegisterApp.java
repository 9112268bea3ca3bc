// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.managed;

import io.agentauth.connections.connection.Credentials;
import io.agentauth.connections.connection.Placeholders;
import io.agentauth.connections.connection.ProviderUse;
import io.agentauth.connections.connection.Sealing;
import io.agentauth.connections.managed.RegistrationStore.Change;
import io.agentauth.connections.provider.Offer;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Registers a managed app, changes it, or takes it away. Its connections follow a change at once. Only providers whose addresses the catalogue and
 * the operator say can have one: no environment may lead the secret elsewhere.
 */
@ApplicationScoped
class RegisterApp {
    private final Database database;
    private final RegistrationStore store;
    private final Sealing sealing;
    private final ProviderUse use;
    private final Outbox outbox;

    @Inject
    RegisterApp(Database database, RegistrationStore store, Sealing sealing, ProviderUse use, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.sealing = sealing;
        this.use = use;
        this.outbox = outbox;
    }

    /** Which provider's, and what. */
    record Order(Provider provider, WantedApp wanted, Actor actor) {}

    /** What became of it. */
    record Registered(Registration app, boolean isNew) {}

    Uni<Registered> register(Order order) {
        requireFitting(order.provider());
        return sealing.sealer()
                .chain(sealer ->
                        database.asWorker(tx -> store.lock(tx, order.provider().id())
                                .chain(before -> before.map(app -> change(tx, order, app, sealer))
                                        .orElseGet(() -> insert(tx, order, sealer)))));
    }

    /** Fails with {@code not_found}, and with {@code conflict} while connections use it. */
    Uni<Registration> delete(String provider) {
        return database.asWorker(tx -> store.lock(tx, provider)
                .map(RegisterApp::required)
                .invoke(RegisterApp::requireUnused)
                .chain(app -> store.delete(tx, app.id())));
    }

    static Registration required(Optional<Registration> found) {
        return found.orElseThrow(() -> ProblemException.notFound("managed app"));
    }

    private Uni<Registered> insert(SqlConnection tx, Order order, HpkeSealer sealer) {
        Credentials sent = order.wanted().credentials();
        if (sent == null) {
            throw ProblemException.invalidField("credentials", "They are missing.");
        }
        Credentials.Checked credentials = sent.checkFor(order.provider());
        Registration made = new Registration(
                UUID.randomUUID(),
                order.provider().id(),
                credentials.clientId(),
                1,
                credentials.expiresAt(),
                Sealing.redirectContext(),
                order.wanted().scopesOr(order.provider().defaultScopes()),
                placeholders(order, null),
                1,
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
        Sealed secret = Sealing.sealManaged(sealer, made.id(), 1, credentials.clientSecret());
        return store.insert(tx, made, secret).map(app -> new Registered(app, true));
    }

    private Uni<Registered> change(SqlConnection tx, Order order, Registration before, HpkeSealer sealer) {
        Credentials sent = order.wanted().credentials();
        Credentials.Checked credentials = sent == null || sent.isEndAlone() ? null : sent.checkFor(order.provider());
        Registration wanted = new Registration(
                before.id(),
                before.provider(),
                credentials == null ? before.clientId() : credentials.clientId(),
                before.credentialsVersion(),
                end(order, before, credentials),
                before.redirectContext(),
                order.wanted().scopesOr(before.scopes()),
                placeholders(order, before),
                before.version(),
                before.connections(),
                before.createdAt(),
                before.updatedAt(),
                null);
        if (credentials == null && wanted.equals(before)) {
            return Uni.createFrom().item(new Registered(before, false));
        }
        Sealed secret = credentials == null
                ? null
                : Sealing.sealManaged(sealer, before.id(), before.credentialsVersion() + 1, credentials.clientSecret());
        return store.update(tx, new Change(wanted, credentials != null, secret))
                .call(after -> use.changed(tx, after.id(), order.actor()).chain(events -> outbox.append(tx, events)))
                .map(after -> new Registered(after, false));
    }

    private static @Nullable Instant end(Order order, Registration before, Credentials.@Nullable Checked changed) {
        Credentials sent = order.wanted().credentials();
        if (changed != null) {
            return changed.expiresAt();
        }
        return sent == null ? before.credentialsExpireAt() : sent.endAloneFor(order.provider());
    }

    private static Map<String, String> placeholders(Order order, @Nullable Registration before) {
        Map<String, String> sent = order.wanted().placeholders();
        Map<String, String> there = before == null ? null : before.placeholders();
        // Where there are connections, what was said once stays.
        Map<String, String> kept = before == null || before.connections() == 0 ? null : there;
        return Objects.requireNonNullElse(
                Placeholders.values(order.provider(), kept, sent == null ? there : sent), Map.of());
    }

    private static void requireFitting(Provider provider) {
        Optional<String> way = provider.discovery() ? Optional.empty() : Offer.sharedWay(provider);
        if (way.isEmpty()) {
            throw new ProblemException(
                    ProblemType.PROVIDER_NOT_SUPPORTED,
                    provider.name() + " has no addresses of its own that a shared secret could go to.");
        }
        Offer.requireConnectable(provider, way.get());
    }

    private static void requireUnused(Registration app) {
        if (app.connections() > 0) {
            throw new ProblemException(ProblemType.CONFLICT, "Connections use it; delete them first.")
                    .with("connections", app.connections());
        }
    }
}
