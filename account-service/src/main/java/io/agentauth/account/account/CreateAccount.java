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
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Gets or creates: environment, connection, identifier type, identifier and alias are unique together, so that the same request finds its account. */
@ApplicationScoped
class CreateAccount {
    private static final Logger LOG = Logger.getLogger(CreateAccount.class);

    private final Database database;
    private final AccountStore store;
    private final ReadAccounts accounts;
    private final Surroundings surroundings;
    private final ConnectMachine machines;

    @Inject
    CreateAccount(
            Database database,
            AccountStore store,
            ReadAccounts accounts,
            Surroundings surroundings,
            ConnectMachine machines) {
        this.database = database;
        this.store = store;
        this.accounts = accounts;
        this.surroundings = surroundings;
        this.machines = machines;
    }

    /** Who else has a part in it. */
    @ApplicationScoped
    static class Surroundings {
        private final Outbox outbox;
        private final Idempotency idempotency;

        @Inject
        Surroundings(Outbox outbox, Idempotency idempotency) {
            this.outbox = outbox;
            this.idempotency = idempotency;
        }

        Uni<Void> append(SqlConnection tx, AccountCreated event) {
            return outbox.append(tx, List.of(NewEvent.of(event))).replaceWithVoid();
        }

        Uni<Created> once(SqlConnection tx, Request request, Supplier<Uni<Created>> work) {
            return idempotency.once(tx, request, Created.KEPT, work);
        }

        Uni<Created> earlierOr(Request request, Throwable failure) {
            return idempotency.earlierOr(request, Created.KEPT, failure);
        }
    }

    /** The account and whether it is new. What is kept of it for a repeated request has no link in it. */
    record Created(AccountView account, boolean created) {
        private static final Kept<Created> KEPT =
                new Kept<>(Created.class, made -> made.account().id().value());
    }

    Uni<Created> create(Request request, NewAccount wanted, Actor actor) {
        return database.inEnvironment(
                        request.environment(),
                        tx -> surroundings.once(tx, request, () -> getOrCreate(tx, wanted, actor)))
                .chain(made -> wanted.connection().isMachine() ? connected(request, made, actor) : same(made));
    }

    /** Where nobody consents it is connected at once. If that cannot be now, it waits for a refresh, whose answer says why. */
    private Uni<Created> connected(Request request, Created made, Actor actor) {
        return accounts.require(request.environment(), made.account().id())
                .chain(found -> found.account().isFreshMachine()
                        ? machines.connect(found.account(), actor)
                        : Uni.createFrom().voidItem())
                .onFailure()
                .invoke(failure ->
                        LOG.infof("%s is not connected yet: %s", made.account().id(), failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .chain(_ ->
                        accounts.require(request.environment(), made.account().id()))
                .map(found -> new Created(found.view(), made.created()));
    }

    private static Uni<Created> same(Created made) {
        return Uni.createFrom().item(made);
    }

    /** What the same request was answered before its connection went; else {@code failure}. */
    Uni<Created> createdOr(Request request, Throwable failure) {
        return surroundings.earlierOr(request, failure);
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
        return surroundings.append(tx, event);
    }

    private static Account found(Optional<Account> account) {
        // There was one with that key, and it was deleted in this very moment.
        return account.orElseThrow(
                () -> new ProblemException(ProblemType.CONFLICT, "The account is being deleted. Try again."));
    }
}
