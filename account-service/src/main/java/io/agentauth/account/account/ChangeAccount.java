// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.database.Database;
import io.agentauth.events.AccountEvent;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Request;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/** Changes an account that stays: pauses it, resumes it, notes metadata. Done twice is done once. */
@ApplicationScoped
class ChangeAccount {
    private final Database database;
    private final AccountStore store;
    private final ReadAccounts accounts;
    private final Metadata metadata;
    private final Outbox outbox;
    private final Idempotency idempotency;

    @Inject
    ChangeAccount(
            Database database,
            AccountStore store,
            ReadAccounts accounts,
            Metadata metadata,
            Outbox outbox,
            Idempotency idempotency) {
        this.database = database;
        this.store = store;
        this.accounts = accounts;
        this.metadata = metadata;
        this.outbox = outbox;
        this.idempotency = idempotency;
    }

    Uni<Snapshot> change(Request request, AccountId id, Change change, Actor actor) {
        EnvironmentId environment = request.environment();
        return database.inEnvironment(
                environment,
                tx -> idempotency.once(tx, request, Snapshot.KEPT, () -> store.lock(tx, environment, id)
                        .map(ReadAccounts::required)
                        .call(account -> apply(tx, account, change, actor))
                        .chain(_ -> accounts.require(tx, environment, id))
                        .map(Snapshot::of)));
    }

    Uni<Found> note(EnvironmentId environment, AccountId id, Map<String, Object> changes, Actor actor) {
        return database.inEnvironment(environment, tx -> store.lock(tx, environment, id)
                .map(ReadAccounts::required)
                .call(account -> note(tx, account, changes, actor))
                .chain(_ -> accounts.require(tx, environment, id)));
    }

    private Uni<Void> apply(SqlConnection tx, Account account, Change change, Actor actor) {
        Standing next = account.standing().after(change);
        if (next.equals(account.standing())) {
            return Uni.createFrom().voidItem();
        }
        Account changed = account.with(next);
        return save(tx, changed, changed.event(change, actor));
    }

    private Uni<Void> note(SqlConnection tx, Account account, Map<String, Object> changes, Actor actor) {
        Map<String, Object> next = metadata.changed(account.metadata(), changes);
        if (next.equals(account.metadata())) {
            return Uni.createFrom().voidItem();
        }
        Account changed = account.with(next);
        return save(tx, changed, changed.updated(actor));
    }

    private Uni<Void> save(SqlConnection tx, Account changed, AccountEvent event) {
        return store.change(tx, changed)
                .chain(_ -> outbox.append(tx, List.of(NewEvent.of(event))))
                .replaceWithVoid();
    }
}
