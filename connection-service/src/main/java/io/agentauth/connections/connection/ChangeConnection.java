// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.connection.ConnectionStore.Change;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.ConnectionUpdated;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes a connection. New credentials get a version of their own, to which their seal is bound. */
@ApplicationScoped
class ChangeConnection {
    private final Database database;
    private final ConnectionStore store;
    private final Preparation preparation;
    private final Outbox outbox;

    @Inject
    ChangeConnection(Database database, ConnectionStore store, Preparation preparation, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.preparation = preparation;
        this.outbox = outbox;
    }

    /** Who asks for what. */
    record Order(EnvironmentId environment, ConnectionId id, Actor actor, Wanted wanted) {}

    /** What was learnt before the transaction; it holds as long as the connection is at {@code version}. */
    private record Prepared(
            long version,
            Provider provider,
            Settings settings,
            @Nullable ServerMetadata metadata,
            Preparation.Keeping keeping) {}

    Uni<Connection> change(Order order) {
        return database.inEnvironment(order.environment(), tx -> store.find(tx, order.environment(), order.id()))
                .map(ChangeConnection::required)
                .chain(before -> prepare(order, before))
                .chain(prepared -> database.inEnvironment(
                        order.environment(), tx -> store.lock(tx, order.environment(), order.id())
                                .map(ChangeConnection::required)
                                .chain(before -> change(tx, order, before, prepared))));
    }

    private Uni<Prepared> prepare(Order order, Connection before) {
        order.wanted().requireUnchanged(before);
        if (!before.isOwn()) {
            order.wanted().requireSettingsManageable();
        }
        return preparation
                .require(order.environment(), before.provider())
                .chain(provider -> prepare(order, before, provider));
    }

    private Uni<Prepared> prepare(Order order, Connection before, Provider provider) {
        Settings settings = preparation.settings(order.wanted().by(before.authType()), provider, before.settings());
        Uni<Optional<ServerMetadata>> metadata = settings.equals(before.settings())
                ? Uni.createFrom().item(Optional.ofNullable(before.metadata()))
                : preparation.discoverAgain(settings, before.metadata());
        return metadata.chain(found -> preparation
                .keeping()
                .map(keeping -> new Prepared(before.version(), provider, settings, found.orElse(null), keeping)));
    }

    private Uni<Connection> change(SqlConnection tx, Order order, Connection before, Prepared prepared) {
        if (before.version() != prepared.version()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "The connection was changed meanwhile. Read it and try again.");
        }
        order.wanted().requireScopesTaken(prepared.provider(), before.authType());
        Proof.requireTaken(prepared.provider(), prepared.metadata(), prepared.settings());
        Credentials.Checked credentials = credentials(order.wanted(), before, prepared);
        requireProof(before, prepared, credentials != null);
        Connection wanted =
                wanted(order.wanted(), before, prepared, client(order.wanted(), before, prepared, credentials));
        if (credentials == null && wanted.equals(before)) {
            return Uni.createFrom().item(before);
        }
        Sealed secret = credentials == null
                ? null
                : Sealing.seal(
                        prepared.keeping().sealer(),
                        order.environment(),
                        before.id(),
                        before.credentialsVersion() + 1,
                        credentials.clientSecret());
        return take(tx, order, wanted, prepared, credentials)
                .chain(() -> store.update(tx, new Change(wanted, credentials != null, secret)))
                .call(after -> outbox.append(
                        tx,
                        List.of(NewEvent.of(new ConnectionUpdated(
                                order.environment(), after.id(), after.provider(), after.version(), order.actor())))));
    }

    private Uni<Void> take(
            SqlConnection tx,
            Order order,
            Connection wanted,
            Prepared prepared,
            Credentials.@Nullable Checked credentials) {
        return credentials == null
                ? Uni.createFrom().voidItem()
                : preparation.take(
                        tx,
                        KeyUse.Use.of(
                                order.environment(),
                                wanted.definition(prepared.provider()),
                                prepared.keeping().hash(),
                                credentials.key()));
    }

    /** Another way to prove the client may need other credentials, which then come along. */
    private static void requireProof(Connection before, Prepared prepared, boolean changed) {
        Proof then = Proof.of(prepared.provider(), before.authType(), before.metadata(), before.settings());
        Proof now = proof(before, prepared);
        if (!changed && then != now) {
            throw ProblemException.invalidField("credentials", "Send those that the client proves itself with now.");
        }
    }

    private static Credentials.@Nullable Checked credentials(Wanted wanted, Connection before, Prepared prepared) {
        Credentials sent = wanted.credentials();
        if (!before.isOwn()) {
            var _ = Credentials.none(sent, "They are the operator's for a managed app.");
            return null;
        }
        if (!before.hasClient()) {
            var _ = Credentials.none(sent);
            return null;
        }
        return sent == null || sent.isEndAlone() ? null : sent.check(proof(before, prepared));
    }

    private static Proof proof(Connection before, Prepared prepared) {
        return Proof.of(prepared.provider(), before.authType(), prepared.metadata(), prepared.settings());
    }

    /** What of the client is no secret. */
    private record Client(String id, @Nullable Instant expiresAt) {}

    private static Client client(
            Wanted wanted, Connection before, Prepared prepared, Credentials.@Nullable Checked changed) {
        Credentials sent = wanted.credentials();
        if (changed != null) {
            return new Client(changed.clientId(), changed.expiresAt());
        }
        return new Client(
                before.clientId(),
                sent == null ? before.credentialsExpireAt() : sent.endAlone(proof(before, prepared)));
    }

    private static Connection wanted(Wanted wanted, Connection before, Prepared prepared, Client client) {
        return new Connection(
                before.id(),
                wanted.nameOr(before.name()),
                before.provider(),
                before.authType(),
                before.mode(),
                prepared.metadata(),
                wanted.scopesOr(before.scopes()),
                prepared.settings(),
                before.redirectContext(),
                before.managedApp(),
                client.id(),
                before.credentialsVersion(),
                client.expiresAt(),
                before.suspendedReason(),
                before.version(),
                before.createdAt(),
                before.updatedAt(),
                before.deletedAt());
    }

    static Connection required(Optional<Connection> found) {
        return found.orElseThrow(() -> ProblemException.notFound("connection"));
    }
}
