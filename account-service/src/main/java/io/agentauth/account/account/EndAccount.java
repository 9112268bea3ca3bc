// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.ending.Ending;
import io.agentauth.account.ending.Endings;
import io.agentauth.account.ending.Receipt;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Request;
import io.agentauth.requests.Steps;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends accounts. One transaction changes the status, removes the tokens, ends what still waits for a person, and writes down what
 * token-refresher has to end; from its commit on nobody is handed a token. Only then token-refresher is told.
 */
@ApplicationScoped
class EndAccount {
    private final Database database;
    private final AccountStore store;
    private final Authorizations authorizations;
    private final Endings endings;
    private final Outbox outbox;
    private final Idempotency idempotency;

    @Inject
    EndAccount(
            Database database,
            AccountStore store,
            Authorizations authorizations,
            Endings endings,
            Outbox outbox,
            Idempotency idempotency) {
        this.database = database;
        this.store = store;
        this.authorizations = authorizations;
        this.endings = endings;
        this.outbox = outbox;
        this.idempotency = idempotency;
    }

    /** An account that was ended, and what became of its grants at the provider. */
    record Ended(Account account, List<Receipt> receipts) {}

    /**
     * What was committed of a disconnection: whom the answer is about, and what token-refresher has to be told.
     *
     * @param forgotten the generation of what a person had entered, which is forgotten here; nobody else holds anything of it
     */
    record Disconnected(AccountId id, String status, String slot, @Nullable Ending ending, @Nullable Long forgotten) {
        static Disconnected of(Account account) {
            long generation = account.standing().generations().current();
            return new Disconnected(
                    account.id(),
                    account.status().wireName(),
                    account.defaultSlot(),
                    account.isEndedElsewhere() ? account.ending() : null,
                    account.isStatic() && generation > 0 ? generation : null);
        }
    }

    Uni<EndedView> disconnect(Request request, AccountId id, Actor actor) {
        return idempotency.inSteps(
                request,
                id.value(),
                new Steps<>(
                        Disconnected.class,
                        tx -> store.lock(tx, request.environment(), id)
                                .map(ReadAccounts::required)
                                .chain(account -> apply(tx, account, new Change.Disconnect(), actor))
                                .map(Disconnected::of),
                        EndedView.KEPT,
                        this::tell));
    }

    Uni<Ended> delete(EnvironmentId environment, AccountId id, Actor actor) {
        return database.inEnvironment(environment, tx -> store.lock(tx, environment, id)
                        .map(ReadAccounts::required)
                        .chain(account -> apply(tx, account, new Change.Delete(), actor)))
                .chain(this::tell);
    }

    /** Deletes, and removes what says who the person is; also of an account that was deleted before. */
    Uni<Ended> erase(EnvironmentId environment, AccountId id, Actor actor) {
        return database.inEnvironment(environment, tx -> store.lockEvenDeleted(tx, environment, id)
                        .map(ReadAccounts::required)
                        .chain(account -> apply(tx, account, new Change.Delete(), actor))
                        .call(account -> store.erase(tx, account)))
                .chain(this::tell);
    }

    /** Ends an account whose connection or environment is gone; the sweeper tells token-refresher. */
    Uni<Account> revoke(SqlConnection tx, Account account) {
        return revoke(tx, account, Actor.SYSTEM);
    }

    /** The same, by somebody's order. */
    Uni<Account> revoke(SqlConnection tx, Account account, Actor actor) {
        return apply(tx, account, new Change.Revoke(), actor);
    }

    private Uni<Account> apply(SqlConnection tx, Account account, Change change, Actor actor) {
        Standing next = account.standing().after(change);
        if (next.equals(account.standing())) {
            return Uni.createFrom().item(account);
        }
        Account ended = account.with(next);
        // The status first: an account that has ended is not given another link when its waiting one ends.
        return store.change(tx, ended)
                .chain(_ -> store.dropTokens(tx, ended))
                .chain(_ -> ended.isEndedElsewhere()
                        ? note(tx, ended.ending(), change)
                        : Uni.createFrom().voidItem())
                .chain(_ -> authorizations.endAllOf(tx, List.of(ended.id()), reason(change)))
                .map(events -> with(events, NewEvent.of(ended.event(change, actor))))
                .chain(events -> outbox.append(tx, events))
                .replaceWith(ended);
    }

    /** Nobody waits for the receipts of a revoked account, so nobody tells but the sweeper. */
    private Uni<Void> note(SqlConnection tx, Ending ending, Change change) {
        return change instanceof Change.Revoke ? endings.note(tx, List.of(ending)) : endings.note(tx, ending);
    }

    private Uni<EndedView> tell(Disconnected account) {
        return told(account).map(receipts -> new EndedView(account.id(), EndedView.Status.DISCONNECTED, receipts));
    }

    private Uni<Ended> tell(Account account) {
        return told(Disconnected.of(account)).map(receipts -> new Ended(account, receipts));
    }

    private Uni<List<Receipt>> told(Disconnected account) {
        Ending ending = account.ending();
        if (ending != null) {
            return endings.tell(ending, account.slot());
        }
        Long forgotten = account.forgotten();
        return Uni.createFrom()
                .item(forgotten == null ? List.of() : List.of(Receipt.unsupported(account.slot(), forgotten)));
    }

    private static String reason(Change change) {
        return switch (change) {
            case Change.Delete _ -> "account_deleted";
            case Change.Revoke _ -> "account_revoked";
            case Change.Disconnect _, Change.Pause _, Change.Resume _ -> "account_disconnected";
        };
    }

    private static List<NewEvent> with(List<NewEvent> events, NewEvent last) {
        List<NewEvent> all = new ArrayList<>(events);
        all.add(last);
        return all;
    }
}
