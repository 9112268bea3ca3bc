// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.authorization.Links;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Reads accounts, as they are and as callers see them. */
@ApplicationScoped
public class ReadAccounts {
    private final Database database;
    private final AccountStore store;
    private final TokenLives lives;
    private final Links links;

    @Inject
    ReadAccounts(Database database, AccountStore store, TokenLives lives, Links links) {
        this.database = database;
        this.store = store;
        this.lives = lives;
        this.links = links;
    }

    /** A page of accounts, the newest first, and whether there are more. */
    record Page(List<AccountView> accounts, boolean more) {}

    /** Fails with {@code not_found}. */
    Uni<Found> require(EnvironmentId environment, AccountId id) {
        return database.inEnvironment(environment, tx -> require(tx, environment, id));
    }

    Uni<Page> list(EnvironmentId environment, AccountFilter filter) {
        return database.inEnvironment(environment, tx -> store.list(tx, environment, filter)
                        .chain(accounts -> lives.of(tx, environment, accounts).map(ends -> accounts.stream()
                                .map(account -> new Found(account, ends.getOrDefault(account.id(), List.of())))
                                .toList())))
                .chain(found -> page(found, filter.limit()));
    }

    Uni<Found> withLives(SqlConnection tx, Account account) {
        return lives.of(tx, account.environmentId(), List.of(account))
                .map(ends -> new Found(account, ends.getOrDefault(account.id(), List.of())));
    }

    /** The same in the caller's transaction. */
    Uni<Found> require(SqlConnection tx, EnvironmentId environment, AccountId id) {
        return store.find(tx, environment, id).map(ReadAccounts::required).chain(account -> withLives(tx, account));
    }

    /** As callers see it, with the link for the person who is needed. */
    Uni<AccountView> view(Found found) {
        return view(Snapshot.of(found));
    }

    /** The account as it is now. Fails with {@code not_found}. */
    public Uni<Snapshot> snapshot(EnvironmentId environment, AccountId id) {
        return require(environment, id).map(Snapshot::of);
    }

    /** The same of an account as it was. */
    public Uni<AccountView> view(Snapshot snapshot) {
        return links.maker().map(snapshot::view);
    }

    private Uni<Page> page(List<Found> found, int limit) {
        return links.maker()
                .map(maker -> new Page(
                        found.stream()
                                .limit(limit)
                                .map(one -> Snapshot.of(one).view(maker))
                                .toList(),
                        found.size() > limit));
    }

    static Account required(Optional<Account> account) {
        return account.orElseThrow(() -> ProblemException.notFound("account"));
    }
}
