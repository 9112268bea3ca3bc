// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.database.Database;
import io.agentauth.events.AccountCreated;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
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
import java.util.Optional;

/** Gets or creates: environment, connection, identifier type, identifier and alias are unique together, so that the same request finds its account. */
@ApplicationScoped
class CreateAccount {
    private final Database database;
    private final AccountStore store;
    private final ReadAccounts accounts;
    private final Outbox outbox;
    private final Idempotency idempotency;

    @Inject
    CreateAccount(
            Database database, AccountStore store, ReadAccounts accounts, Outbox outbox, Idempotency idempotency) {
        this.database = database;
        this.store = store;
        this.accounts = accounts;
        this.outbox = outbox;
        this.idempotency = idempotency;
    }

    /** The account and whether it is new. What is kept of it for a repeated request has no link in it. */
    record Created(AccountView account, boolean created) {
        private static final Kept<Created> KEPT =
                new Kept<>(Created.class, made -> made.account().id().value());
    }

    Uni<Created> create(Request request, NewAccount wanted, Actor actor) {
        return database.inEnvironment(
                request.environment(),
                tx -> idempotency.once(tx, request, Created.KEPT, () -> getOrCreate(tx, wanted, actor)));
    }

    /** What the same request was answered before its connection went; else {@code failure}. */
    Uni<Created> createdOr(Request request, Throwable failure) {
        return idempotency.earlierOr(request, Created.KEPT, failure);
    }

    private Uni<Created> getOrCreate(SqlConnection tx, NewAccount wanted, Actor actor) {
        AccountId id = AccountId.next();
        return store.insert(tx, id, wanted)
                .chain(inserted -> store.find(tx, wanted.connection().environmentId(), wanted)
                        .map(CreateAccount::found)
                        .call(account -> inserted
                                ? announce(tx, account, actor)
                                : Uni.createFrom().voidItem())
                        .chain(account -> accounts.withLives(tx, account))
                        .map(found -> new Created(found.view(), inserted)));
    }

    private Uni<Void> announce(SqlConnection tx, Account account, Actor actor) {
        AccountCreated event = new AccountCreated(
                account.environmentId(),
                account.id(),
                account.connectionId(),
                account.provider(),
                account.identity().type(),
                account.version(),
                account.standing().status().wireName(),
                actor);
        return outbox.append(tx, List.of(NewEvent.of(event))).replaceWithVoid();
    }

    private static Account found(Optional<Account> account) {
        // There was one with that key, and it was deleted in this very moment.
        return account.orElseThrow(
                () -> new ProblemException(ProblemType.CONFLICT, "The account is being deleted. Try again."));
    }
}
