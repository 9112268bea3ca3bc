// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.provider.ManagedApp;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.ConnectionCreated;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.providers.StaticCredentials;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a connection: checks it, asks the issuer where one is named, seals the secret, and stores all of it with its event. */
@ApplicationScoped
class CreateConnection {
    private static final Kept<Connection> KEPT =
            new Kept<>(Connection.class, made -> made.id().value());

    private final Database database;
    private final ConnectionStore store;
    private final Preparation preparation;
    private final Idempotency idempotency;
    private final Outbox outbox;

    @Inject
    CreateConnection(
            Database database, ConnectionStore store, Preparation preparation, Idempotency idempotency, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.preparation = preparation;
        this.idempotency = idempotency;
        this.outbox = outbox;
    }

    /** Who asks for what. */
    record Order(EnvironmentId environment, Actor actor, Request request, Wanted wanted) {}

    Uni<Connection> create(Order order) {
        return preparation
                .require(order.environment(), order.wanted().provider())
                .chain(provider -> create(order, provider));
    }

    private Uni<Connection> create(Order order, Provider provider) {
        order.wanted().requireFitting(provider);
        order.wanted().requireScopesTaken(provider, order.wanted().wayTo(provider));
        return earlier(order).chain(found -> found.map(made -> Uni.createFrom().item(made))
                .orElseGet(() -> plan(order.wanted(), provider).chain(plan -> make(order, plan))));
    }

    /**
     * What the connection will be.
     *
     * @param metadata what the issuer publishes, where one is named
     * @param app the operator's client; null where the application has its own
     */
    private record Plan(
            Provider provider, Settings settings, @Nullable ServerMetadata metadata, @Nullable ManagedApp app) {}

    private Uni<Plan> plan(Wanted wanted, Provider provider) {
        if (wanted.isManaged()) {
            return preparation
                    .requireManaged(provider)
                    .map(app -> new Plan(
                            provider,
                            preparation.settings(wanted, provider, Settings.NONE.with(app.placeholders())),
                            null,
                            app));
        }
        Settings settings = preparation.settings(wanted, provider, Settings.NONE);
        return preparation
                .discover(settings)
                .map(metadata -> new Plan(provider, settings, metadata.orElse(null), null));
    }

    private Uni<Optional<Connection>> earlier(Order order) {
        return !order.request().isNamed()
                ? Uni.createFrom().item(Optional.empty())
                : database.inEnvironment(order.environment(), tx -> idempotency.earlier(tx, order.request(), KEPT));
    }

    private Uni<Connection> make(Order order, Plan plan) {
        Proof.requireTaken(plan.provider(), plan.metadata(), plan.settings());
        Credentials.Checked credentials = credentials(order.wanted(), plan);
        Connection fresh = fresh(order.wanted(), plan, credentials);
        return preparation
                .keeping()
                .map(keeping -> new Secrets(
                        seal(keeping.sealer(), order, fresh, credentials).orElse(null),
                        KeyUse.Use.of(
                                order.environment(),
                                fresh.definition(plan.provider()),
                                keeping.hash(),
                                credentials.key())))
                .chain(secrets -> database.inEnvironment(
                        order.environment(),
                        tx -> idempotency.once(tx, order.request(), KEPT, () -> hold(tx, order, plan)
                                .chain(() -> preparation.take(tx, secrets.use()))
                                .chain(() -> insert(tx, order, fresh, secrets.sealed())))));
    }

    /** What is written of the client's secret, or of its key. */
    private record Secrets(@Nullable Sealed sealed, KeyUse.Use use) {}

    /** What was read before the transaction is still so when it ends. */
    private Uni<Void> hold(SqlConnection tx, Order order, Plan plan) {
        ManagedApp app = plan.app();
        return app == null
                ? preparation.hold(tx, order.environment(), plan.provider())
                : preparation.require(tx, app.id());
    }

    private static Credentials.Checked credentials(Wanted wanted, Plan plan) {
        Credentials sent = wanted.credentials();
        if (plan.app() != null) {
            return Credentials.none(sent, "They are the operator's for a managed app.");
        }
        if (isEntered(wanted, plan.provider())) {
            return Credentials.none(sent);
        }
        if (sent == null) {
            throw ProblemException.invalidField("credentials", "They are missing.");
        }
        Provider provider = plan.provider();
        return sent.check(Proof.of(provider, wanted.wayTo(provider), plan.metadata(), plan.settings()));
    }

    /** Whether people enter what is needed. */
    private static boolean isEntered(Wanted wanted, Provider provider) {
        return StaticCredentials.AUTH_TYPES.contains(wanted.wayTo(provider));
    }

    /** What is asked for where nobody says: of people, or where nobody consents. */
    private static List<String> usualScopes(Wanted wanted, Provider provider) {
        return provider.machineGrant(wanted.wayTo(provider))
                .map(way -> way.usualScopes(provider))
                .orElse(provider.defaultScopes());
    }

    private static Optional<Sealed> seal(
            HpkeSealer sealer, Order order, Connection fresh, Credentials.Checked credentials) {
        return Optional.ofNullable(Sealing.seal(
                sealer, order.environment(), fresh.id(), fresh.credentialsVersion(), credentials.clientSecret()));
    }

    private Uni<Connection> insert(SqlConnection tx, Order order, Connection fresh, @Nullable Sealed secret) {
        return store.insert(tx, order.environment(), fresh, secret)
                .call(made -> outbox.append(
                        tx,
                        List.of(NewEvent.of(new ConnectionCreated(
                                order.environment(), made.id(), made.provider(), made.version(), order.actor())))));
    }

    private static Connection fresh(Wanted wanted, Plan plan, Credentials.Checked credentials) {
        Provider provider = plan.provider();
        ManagedApp app = plan.app();
        List<String> usual = app == null ? usualScopes(wanted, provider) : app.scopes();
        return new Connection(
                ConnectionId.next(),
                wanted.nameOr(provider.name()),
                provider.id(),
                wanted.wayTo(provider),
                app == null ? Connection.OWN : Connection.MANAGED,
                plan.metadata(),
                isEntered(wanted, provider) ? List.of() : wanted.scopesOr(usual),
                plan.settings(),
                Sealing.redirectContext(),
                app == null ? null : app.id(),
                credentials.clientId(),
                1,
                credentials.expiresAt(),
                null,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }
}
