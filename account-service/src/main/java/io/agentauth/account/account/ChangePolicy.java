// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.member.Policy;
import io.agentauth.database.Database;
import io.agentauth.events.AccountPolicyChanged;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and changes the policy of an organisation's account. Done twice is done once. From the commit on every replica judges by it. */
@ApplicationScoped
class ChangePolicy {
    private static final String ORGANISATION = "org_id";

    private final Database database;
    private final AccountStore store;
    private final PolicyStore policies;
    private final Outbox outbox;

    @Inject
    ChangePolicy(Database database, AccountStore store, PolicyStore policies, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.policies = policies;
        this.outbox = outbox;
    }

    /** Fails with {@code not_found}. */
    Uni<Optional<Policy>> read(EnvironmentId environment, AccountId id) {
        return database.inEnvironment(environment, tx -> store.find(tx, environment, id)
                .map(ReadAccounts::required)
                .chain(account -> policies.find(tx, account)));
    }

    /** Fails with {@code not_found}, and {@code invalid_request} if the account is a person's. */
    Uni<Policy> set(EnvironmentId environment, AccountId id, Policy policy, Actor actor) {
        return database.inEnvironment(environment, tx -> store.lock(tx, environment, id)
                        .map(ReadAccounts::required)
                        .invoke(ChangePolicy::requireOrganisation)
                        .chain(account -> change(tx, account, policy, actor)))
                .replaceWith(policy);
    }

    /** Fails with {@code not_found}. */
    Uni<Void> remove(EnvironmentId environment, AccountId id, Actor actor) {
        return database.inEnvironment(environment, tx -> store.lock(tx, environment, id)
                .map(ReadAccounts::required)
                .chain(account -> change(tx, account, null, actor)));
    }

    private Uni<Void> change(SqlConnection tx, Account account, @Nullable Policy policy, Actor actor) {
        return policies.find(tx, account)
                .chain(before -> before.equals(Optional.ofNullable(policy))
                        ? Uni.createFrom().voidItem()
                        : save(tx, account, policy, actor));
    }

    private Uni<Void> save(SqlConnection tx, Account account, @Nullable Policy policy, Actor actor) {
        AccountPolicyChanged event = new AccountPolicyChanged(
                account.environmentId(),
                account.id(),
                account.connectionId(),
                account.provider(),
                account.version() + 1,
                policy == null ? "removed" : "set",
                actor);
        return policies.save(tx, account, policy)
                .chain(_ -> outbox.append(tx, List.of(NewEvent.of(event))))
                .replaceWithVoid();
    }

    private static void requireOrganisation(Account account) {
        if (!account.identity().type().equals(ORGANISATION)) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST, "The account is a person's; a policy is for one of an organisation.");
        }
    }
}
