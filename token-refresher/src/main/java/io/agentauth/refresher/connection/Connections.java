// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionResumed;
import io.agentauth.events.ConnectionSecretTried;
import io.agentauth.events.ConnectionSuspended;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.Client;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Connections, for whoever speaks to their providers. A copy is fetched on first use and then serves on, whether its owner is there or not;
 * {@link ConnectionEvents} and a provider that blames it make it newer.
 */
@ApplicationScoped
public class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final String CLIENT_INVALID = "client_invalid";

    private final ConnectionStore store;
    private final ConnectionClient owner;
    private final KeyRing keys;
    private final Outbox outbox;
    private final RememberedCopies remembered;

    @Inject
    Connections(
            ConnectionStore store, ConnectionClient owner, KeyRing keys, Outbox outbox, RememberedCopies remembered) {
        this.store = store;
        this.owner = owner;
        this.keys = keys;
        this.outbox = outbox;
        this.remembered = remembered;
    }

    /** What came of blaming a connection. */
    public sealed interface Blame {
        /** There is a newer version, and whatever was refused may be tried with it. */
        record Newer(ConnectionCopy copy) implements Blame {}

        /** There is none: the connection is suspended. */
        record Suspended() implements Blame {}
    }

    /**
     * The connection, from the copy that is held here. A copy may be suspended or deleted: look. Fails with {@code not_found} for a connection
     * that its owner does not know or that is another environment's, and with {@code service_unavailable} while there is neither copy nor owner.
     */
    public Uni<ConnectionCopy> require(EnvironmentId environment, ConnectionId connection) {
        Optional<ConnectionCopy> known = remembered.find(connection);
        Uni<ConnectionCopy> copy = known.isPresent()
                ? Uni.createFrom().item(known.get())
                : store.find(connection)
                        .chain(found -> found.map(held -> Uni.createFrom().item(held))
                                .orElseGet(() -> fetch(environment, connection)))
                        .invoke(remembered::put);
        return copy.invoke(found -> requireOf(environment, found));
    }

    /** The connection read anew from its owner; the copy as it is if the owner is away. */
    public Uni<ConnectionCopy> refresh(EnvironmentId environment, ConnectionId connection) {
        return fetch(environment, connection)
                .onFailure(failure -> !isNotFound(failure))
                .recoverWithUni(failure ->
                        store.find(connection).map(copy -> copy.orElseThrow(() -> Connections.unavailable(failure))));
    }

    /**
     * The provider blamed {@code used} with {@code error}: its owner is asked once whether there is a newer version; if there is none, or the
     * owner is away, the connection is suspended (rule R10). Its accounts are not touched.
     */
    public Uni<Blame> blamed(ConnectionCopy used, String error) {
        return refresh(used.environmentId(), used.connectionId())
                .chain(now -> now.version() > used.version() || used.isOnTrial() ? newer(now) : suspend(used, error));
    }

    /** What was refused just now is not tried again: a new secret that is on trial is used from now on. */
    private Uni<Blame> newer(ConnectionCopy now) {
        Uni<Boolean> forgotten = now.isOnTrial()
                ? store.inTransaction(tx -> store.forgetPrevious(tx, now)).invoke(() -> changed(now))
                : Uni.createFrom().item(false);
        return forgotten.replaceWith(new Blame.Newer(now.withoutPrevious()));
    }

    /** The provider accepted {@code used}: a suspension of it ends. Costs nothing if it is not suspended. */
    public Uni<Void> accepted(ConnectionCopy used) {
        if (!used.isSuspended()) {
            return Uni.createFrom().voidItem();
        }
        return store.inTransaction(tx -> store.resume(tx, used)
                        .chain(changed -> changed ? append(tx, resumed(used, "accepted")) : nothing()))
                .invoke(() -> changed(used));
    }

    /** The provider accepted the new secret of {@code copy}, which was on trial: the one before is deleted. */
    public Uni<Void> proven(ConnectionCopy copy) {
        return store.inTransaction(tx -> store.forgetPrevious(tx, copy)
                        .chain(isNews -> isNews ? append(tx, tried(copy, ConnectionSecretTried.ACCEPTED)) : nothing()))
                .invoke(() -> changed(copy));
    }

    /** The provider refuses the new secret of {@code copy}, which is on trial: that is told, once. */
    public Uni<Void> refused(ConnectionCopy copy) {
        return store.inTransaction(tx -> store.tellRefused(tx, copy)
                        .chain(isNews -> isNews ? append(tx, tried(copy, ConnectionSecretTried.REFUSED)) : nothing()))
                .invoke(outbox::wake);
    }

    private static ConnectionSecretTried tried(ConnectionCopy copy, String result) {
        return new ConnectionSecretTried(
                copy.environmentId(), copy.connectionId(), copy.providerId(), copy.version(), result);
    }

    /** Some connections with a new secret that is on trial. Those whose overlap is over are on trial no more. */
    public Uni<List<ConnectionCopy>> onTrial(int limit) {
        return store.forgetOverdue().chain(() -> store.onTrial(limit));
    }

    /** Suspended connections, the longest first: to be tried again. */
    public Uni<List<ConnectionCopy>> suspended(int limit) {
        return store.suspended(limit);
    }

    /**
     * The client's secret, which is the one before while a new one is on trial; null for a public client. Fails with
     * {@code key_service_unavailable} when the keys are not there.
     */
    public @Nullable Sensitive clientSecret(ConnectionCopy connection) {
        return clientSecrets(connection).stream().findFirst().orElse(null);
    }

    /** Each of the client's secrets that the provider may use; the one to be used first. Fails as {@link #clientSecret} does. */
    public List<Sensitive> clientSecrets(ConnectionCopy connection) {
        List<Sensitive> secrets = new ArrayList<>();
        ConnectionCopy.Previous previous = connection.previous();
        if (previous != null) {
            secrets.add(keys.refreshTokens().open(previous.secret(), connection.previousPlace(previous)));
        }
        Sealed sealed = connection.clientSecret();
        if (sealed != null) {
            secrets.add(keys.refreshTokens().open(sealed, connection.secretPlace()));
        }
        return secrets;
    }

    /** Its client, as it proves itself. Fails as {@link #clientSecret} does. */
    public Client client(ConnectionCopy connection) {
        return new Client(
                connection.clientId(),
                clientSecret(connection),
                connection.redirectUri(),
                connection.provider().assertionAudience());
    }

    /** Its owner says that it is gone. */
    Uni<Void> deleted(ConnectionId id, long version) {
        return store.find(id).chain(found -> found.filter(copy -> copy.version() < version && !copy.isDeleted())
                .map(copy -> save(copy.deletedAt(version)).replaceWithVoid())
                .orElseGet(Connections::nothing));
    }

    /** Reads a copy that is older than {@code version} anew; fails while the owner is away. */
    Uni<Void> outdated(EnvironmentId environment, ConnectionId id, long version) {
        return store.find(id).chain(found -> found.filter(copy -> copy.version() < version)
                .map(copy -> fetch(environment, id).replaceWithVoid())
                .orElseGet(Connections::nothing));
    }

    private Uni<ConnectionCopy> fetch(EnvironmentId environment, ConnectionId connection) {
        return owner.get(environment, connection).map(this::resealed).chain(this::save);
    }

    /** The owner's seal is opened once; what is kept is sealed for this service alone. */
    private ConnectionCopy resealed(ConnectionView view) {
        ConnectionCopy bare = new ConnectionCopy(
                view.environmentId(), view.id(), view.version(), view.withoutSecret(), null, null, null);
        String sealed = view.sealedClientSecret();
        if (sealed == null) {
            return bare;
        }
        Sensitive secret = keys.clientSecrets().open(Sealed.fromBase64(sealed), bare.secretPlaceOfOwner());
        return bare.with(keys.refreshTokens().seal(secret, bare.secretPlace()));
    }

    /** Keeps {@code fresh} if it is newer than what is held; a newer version ends a suspension, which was of the older one. */
    private Uni<ConnectionCopy> save(ConnectionCopy fresh) {
        return store.inTransaction(tx -> store.lock(tx, fresh.connectionId())
                        .chain(before -> store.save(tx, before.map(fresh::after).orElse(fresh))
                                .chain(() ->
                                        before.filter(copy -> copy.isSuspended() && copy.version() < fresh.version())
                                                        .isPresent()
                                                ? append(tx, resumed(fresh, "connection_updated"))
                                                : nothing()))
                        .chain(() -> store.lock(tx, fresh.connectionId())))
                .map(Optional::orElseThrow)
                .invoke(this::changed);
    }

    private Uni<Blame> suspend(ConnectionCopy used, String error) {
        ConnectionSuspended event = new ConnectionSuspended(
                used.environmentId(), used.connectionId(), used.providerId(), used.version(), CLIENT_INVALID);
        return store.inTransaction(tx -> store.suspend(tx, used, CLIENT_INVALID)
                        .invoke(changed -> {
                            if (changed) {
                                LOG.warnf(
                                        "connection %s is suspended: its provider said %s", used.connectionId(), error);
                            }
                        })
                        .chain(changed -> changed ? append(tx, event) : nothing()))
                .invoke(() -> changed(used))
                .replaceWith(new Blame.Suspended());
    }

    private void changed(ConnectionCopy copy) {
        remembered.forget(copy.connectionId());
        outbox.wake();
    }

    private Uni<Void> append(SqlConnection tx, AgentAuthEvent event) {
        return outbox.append(tx, List.of(NewEvent.of(event))).replaceWithVoid();
    }

    private static ConnectionResumed resumed(ConnectionCopy copy, String reason) {
        return new ConnectionResumed(
                copy.environmentId(), copy.connectionId(), copy.providerId(), copy.version(), reason);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static void requireOf(EnvironmentId environment, ConnectionCopy copy) {
        if (!copy.environmentId().equals(environment)) {
            throw ProblemException.notFound("connection");
        }
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
    }

    private static ProblemException unavailable(Throwable failure) {
        return failure instanceof ProblemException problem
                ? problem
                : new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "The connection cannot be read.", failure);
    }
}
