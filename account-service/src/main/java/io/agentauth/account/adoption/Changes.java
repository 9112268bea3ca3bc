// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.account.adoption.ChangeStore.Succeeded;
import io.agentauth.account.adoption.HeldAccount.Identity;
import io.agentauth.account.adoption.HeldAccount.State;
import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.authorization.Ended;
import io.agentauth.database.Database;
import io.agentauth.events.AccountActivated;
import io.agentauth.events.AccountEvent;
import io.agentauth.events.AccountExpired;
import io.agentauth.events.AccountUpdated;
import io.agentauth.events.Actor;
import io.agentauth.events.AuthorizationCompleted;
import io.agentauth.events.ProviderAccountChanged;
import io.agentauth.ids.AccountId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one transaction by which news changes accounts: lock, decide, write what changed, append the events. */
@ApplicationScoped
class Changes {
    private final Database database;
    private final HeldStore held;
    private final ChangeStore changes;
    private final Authorizations authorizations;
    private final Outbox outbox;

    @Inject
    Changes(Database database, HeldStore held, ChangeStore changes, Authorizations authorizations, Outbox outbox) {
        this.database = database;
        this.held = held;
        this.changes = changes;
        this.authorizations = authorizations;
        this.outbox = outbox;
    }

    /** What was decided: the answer, and authorizations that ended without a grant. */
    record Decided<T>(T answer, List<Ended> ended) {}

    /** Locks {@code accounts}, lets {@code decide} change them, and commits. */
    <T> Uni<T> apply(Collection<AccountId> accounts, Function<HeldAccounts, Decided<T>> decide) {
        return database.asWorker(tx -> held.hold(tx, accounts).chain(locked -> {
            Decided<T> decided = decide.apply(locked);
            return write(tx, locked, decided.ended()).replaceWith(decided.answer());
        }));
    }

    private Uni<Void> write(SqlConnection tx, HeldAccounts accounts, List<Ended> ended) {
        List<TokenPush> tokens = accounts.changed().stream()
                .flatMap(account -> account.adopted().values().stream())
                .toList();
        List<HeldAccount> begun = accounts.changed(HeldAccount::hasNewGeneration);
        return changes.succeed(tx, begun)
                .call(succeeded -> changes.updateAccounts(tx, accounts.changed(), succeeded))
                .call(_ -> changes.putTokens(tx, tokens))
                .call(_ -> changes.putEnds(tx, accounts.changed()))
                .chain(succeeded ->
                        authorizationEvents(tx, accounts, ended).map(events -> all(accounts, succeeded, events)))
                .chain(events -> outbox.append(tx, events))
                .replaceWithVoid();
    }

    private Uni<List<NewEvent>> authorizationEvents(SqlConnection tx, HeldAccounts accounts, List<Ended> ended) {
        List<AccountId> expired = accounts.idsOfChanged(HeldAccount::isExpiredNow);
        List<AccountId> begun = accounts.idsOfChanged(HeldAccount::hasNewGeneration);
        return authorizations
                .end(tx, ended)
                .chain(events -> superseded(tx, begun).map(more -> joined(events, more)))
                .chain(events -> authorizations.mintReauth(tx, expired).map(more -> joined(events, more)));
    }

    private Uni<List<NewEvent>> superseded(SqlConnection tx, List<AccountId> begun) {
        return begun.isEmpty() ? Uni.createFrom().item(List.of()) : authorizations.endSuperseded(tx, begun);
    }

    private static List<NewEvent> all(
            HeldAccounts accounts, Map<UUID, Succeeded> succeeded, List<NewEvent> ofAuthorizations) {
        List<NewEvent> events = new ArrayList<>();
        for (HeldAccount account : accounts.changed()) {
            Succeeded authorization = succeeded.get(account.identity().id().value());
            events(account, authorization).forEach(event -> events.add(new NewEvent(event, account.cause())));
        }
        events.addAll(ofAuthorizations);
        return events;
    }

    private static ProviderAccountChanged changed(Identity id, State state) {
        return new ProviderAccountChanged(
                id.environmentId(), id.id(), id.connectionId(), id.provider(), state.generation(), state.version());
    }

    private static List<AccountEvent> events(HeldAccount account, @Nullable Succeeded authorization) {
        Identity id = account.identity();
        State state = account.after();
        List<AccountEvent> events = new ArrayList<>();
        if (authorization != null) {
            events.add(new AuthorizationCompleted(
                    id.environmentId(),
                    id.id(),
                    id.connectionId(),
                    id.provider(),
                    authorization.id(),
                    state.generation()));
        }
        if (account.isActivated()) {
            events.add(new AccountActivated(
                    id.environmentId(),
                    id.id(),
                    id.connectionId(),
                    id.provider(),
                    state.generation(),
                    state.version()));
        }
        if (account.hasAnotherOwner()) {
            events.add(changed(id, state));
        }
        if (account.isExpiredNow()) {
            String reason = state.statusReason();
            events.add(new AccountExpired(
                    id.environmentId(),
                    id.id(),
                    id.connectionId(),
                    id.provider(),
                    state.generation(),
                    state.version(),
                    reason == null ? "unknown" : reason));
        }
        if (account.isHealthChanged()) {
            events.add(new AccountUpdated(
                    id.environmentId(),
                    id.id(),
                    id.connectionId(),
                    id.provider(),
                    state.version(),
                    state.status(),
                    Actor.SYSTEM));
        }
        return events;
    }

    private static List<NewEvent> joined(List<NewEvent> events, List<NewEvent> more) {
        List<NewEvent> all = new ArrayList<>(events);
        all.addAll(more);
        return all;
    }
}
