// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.account.RevocationStore.Open;
import io.agentauth.account.account.RevocationStore.Wanted;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.events.Actor;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.RevocationId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Revokes many accounts after a leak. The order is written down first; then some accounts at a time are ended, each batch one transaction with its place
 * in the order, so that whoever goes on after a crash skips none. From each batch's commit on its accounts give no token; token-refresher revokes at the
 * providers at its own pace, which the limits of providers set.
 */
@ApplicationScoped
class RevokeMany {
    private static final Logger LOG = Logger.getLogger(RevokeMany.class);
    private static final int BATCH = 100;
    private static final Kept<Revocation> KEPT =
            new Kept<>(Revocation.class, revocation -> revocation.id().value());

    private final Database database;
    private final Migration migration;
    private final RevocationStore store;
    private final EndAccount end;
    private final Idempotency idempotency;

    @Inject
    RevokeMany(Database database, Migration migration, RevocationStore store, EndAccount end, Idempotency idempotency) {
        this.database = database;
        this.migration = migration;
        this.store = store;
        this.end = end;
        this.idempotency = idempotency;
    }

    /** Writes the order down. */
    Uni<Revocation> order(Request request, Wanted wanted, Actor actor) {
        RevocationId id = RevocationId.next();
        EnvironmentId environment = request.environment();
        return database.inEnvironment(
                environment,
                tx -> idempotency.once(tx, request, KEPT, () -> store.insert(tx, id, environment, wanted, actor)
                        .chain(_ -> require(tx, environment, id))));
    }

    /** How far it is. */
    Uni<Revocation> require(EnvironmentId environment, RevocationId id) {
        return database.inEnvironment(environment, tx -> require(tx, environment, id));
    }

    private Uni<Revocation> require(SqlConnection tx, EnvironmentId environment, RevocationId id) {
        return store.find(tx, environment, id)
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("revocation")));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> turn() {
        return migration.isDone()
                ? goOn().onFailure()
                        .invoke(failure -> LOG.warnf("Accounts cannot be revoked now: %s", failure.toString()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> goOn() {
        return database.asWorker(this::batch)
                .chain(more -> more ? goOn() : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> batch(SqlConnection tx) {
        return store.take(tx)
                .chain(order -> order.isEmpty()
                        ? Uni.createFrom().item(false)
                        : batch(tx, order.get()).replaceWith(true));
    }

    private Uni<Void> batch(SqlConnection tx, Open order) {
        return store.accounts(tx, order, BATCH)
                .call(accounts -> endEach(tx, accounts, order.actor()))
                .chain(accounts -> store.move(tx, order, accounts, accounts.size() < BATCH));
    }

    private Uni<Void> endEach(SqlConnection tx, List<Account> accounts, Actor actor) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Account account : accounts) {
            all = all.chain(_ -> end.revoke(tx, account, actor).replaceWithVoid());
        }
        return all;
    }
}
