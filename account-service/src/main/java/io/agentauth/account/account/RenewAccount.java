// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.token.Renewal;
import io.agentauth.account.token.Renewals;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Request;
import io.agentauth.requests.Steps;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has tokens renewed: because somebody looks at an account whose token has expired, or because somebody says so. */
@ApplicationScoped
class RenewAccount {
    private static final Logger LOG = Logger.getLogger(RenewAccount.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long NONE = 0;

    private final ReadAccounts accounts;
    private final Renewals renewals;
    private final ConnectMachine machines;
    private final Idempotency idempotency;

    @Inject
    RenewAccount(ReadAccounts accounts, Renewals renewals, ConnectMachine machines, Idempotency idempotency) {
        this.accounts = accounts;
        this.renewals = renewals;
        this.machines = machines;
        this.idempotency = idempotency;
    }

    /**
     * Which token somebody wants to be renewed.
     *
     * @param slot null: the default one
     */
    record Wish(AccountId account, @Nullable String slot, Renewals.Reason reason) {}

    /** The account, its expired token renewed first. Where that cannot be now, the account as it is. */
    Uni<AccountView> get(EnvironmentId environment, AccountId id) {
        return accounts.require(environment, id)
                .chain(found -> found.isActiveWithoutToken() ? renewExpired(environment, found) : same(found))
                .chain(accounts::view);
    }

    /**
     * Renews the token that is wished; fails with what stands against it. A repeated request is about the token that the first one was about, and
     * renews no other. An account that nobody consents for is connected if it is not.
     */
    Uni<AccountView> renew(Request request, Wish wish, Actor actor) {
        return idempotency
                .inSteps(
                        request,
                        wish.account().value(),
                        new Steps<>(
                                Renewals.Held.class,
                                tx -> accounts.require(tx, request.environment(), wish.account())
                                        .call(this::requireRenewable)
                                        .map(found -> begun(found, wish.slot())),
                                Snapshot.KEPT,
                                held -> renew(held, wish.reason(), actor)))
                .chain(accounts::view);
    }

    /** The token that it is about: of an account that is to be connected, the one before its first. */
    private static Renewals.Held begun(Found found, @Nullable String slot) {
        Account account = found.account();
        return account.isUnconnectedMachine()
                ? new Renewals.Held(account.environmentId(), account.id(), account.defaultSlot(), 0, NONE)
                : held(found, slot);
    }

    private Uni<Snapshot> renew(Renewals.Held held, Renewals.Reason reason, Actor actor) {
        return held.version() == NONE
                ? connect(held.environmentId(), held.accountId(), actor)
                : renewals.renew(held, reason)
                        .chain(answer -> require(held.environmentId(), held.accountId(), answer))
                        .chain(_ -> snapshot(held.environmentId(), held.accountId()));
    }

    /** Done twice it is done once: who finds it connected is done. */
    private Uni<Snapshot> connect(EnvironmentId environment, AccountId id, Actor actor) {
        return accounts.require(environment, id)
                .chain(found -> found.account().isUnconnectedMachine()
                        ? machines.connect(found.account(), actor)
                        : Uni.createFrom().voidItem())
                .chain(_ -> snapshot(environment, id));
    }

    private Uni<Snapshot> snapshot(EnvironmentId environment, AccountId id) {
        return accounts.require(environment, id).map(Snapshot::of);
    }

    private Uni<Found> renewExpired(EnvironmentId environment, Found found) {
        return renewals.renew(held(found, null), Renewals.Reason.EXPIRED)
                .onFailure()
                .invoke(failure ->
                        LOG.debugf("not renewed: %s", failure.getClass().getSimpleName()))
                .onFailure()
                .recoverWithNull()
                .chain(_ -> accounts.require(environment, found.account().id()));
    }

    private Uni<Void> require(EnvironmentId environment, AccountId id, Renewal answer) {
        if (answer.isRateLimited()) {
            return Uni.createFrom().failure(answer.rateLimited());
        }
        if (answer.isHopeless()) {
            return accounts.require(environment, id).chain(this::reauthorization);
        }
        Duration retryAfter = answer.retryAfter().orElse(SOON);
        return switch (answer.result()) {
            case RENEWED, CURRENT -> Uni.createFrom().voidItem();
            case IN_PROGRESS, HELD ->
                Uni.createFrom()
                        .failure(new ProblemException(
                                        ProblemType.REFRESH_IN_PROGRESS,
                                        "The token cannot be renewed at once. Ask again.")
                                .retryAfter(retryAfter));
            case FAILED ->
                Uni.createFrom()
                        .failure(new ProblemException(
                                        ProblemType.PROVIDER_UNAVAILABLE,
                                        "The provider did not renew the token. It is tried again.")
                                .retryAfter(retryAfter));
            case SUSPENDED -> Uni.createFrom().failure(suspended());
            case ENDED -> accounts.require(environment, id).chain(this::reauthorization);
        };
    }

    private Uni<Void> requireRenewable(Found found) {
        return found.account().isUnconnectedMachine() ? Uni.createFrom().voidItem() : requireActive(found);
    }

    private Uni<Void> requireActive(Found found) {
        if (found.account().isStatic()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "Nothing renews what a person entered. POST …/check asks the provider whether it is still taken.");
        }
        return switch (found.account().status()) {
            case ACTIVE -> Uni.createFrom().voidItem();
            case ERROR -> Uni.createFrom().failure(suspended());
            case PAUSED ->
                Uni.createFrom().failure(new ProblemException(ProblemType.ACCOUNT_PAUSED, "Resume the account first."));
            case PENDING_AUTH, PENDING_VERIFICATION ->
                Uni.createFrom()
                        .failure(new ProblemException(
                                ProblemType.ACCOUNT_NOT_ACTIVE, "Nobody has connected the account yet."));
            case EXPIRED, REVOKED, DISCONNECTED -> reauthorization(found);
        };
    }

    private Uni<Void> reauthorization(Found found) {
        if (found.account().isMachine()) {
            return Uni.createFrom()
                    .failure(
                            new ProblemException(
                                    ProblemType.ACCOUNT_NOT_ACTIVE,
                                    "The provider gives no token for this account any more. POST …/refresh asks for one anew."));
        }
        return accounts.view(found).chain(view -> {
            ProblemException problem = new ProblemException(
                    ProblemType.REAUTHORIZATION_REQUIRED,
                    "A person must connect the account again; send them to reauth_url, or make a link by auth-url.");
            return Uni.createFrom()
                    .failure(
                            view.reauthUrl() == null
                                    ? problem
                                    : problem.with(
                                            "reauth_url", view.reauthUrl().toString()));
        });
    }

    private static Renewals.Held held(Found found, @Nullable String slot) {
        TokenLife life = life(found, slot);
        return new Renewals.Held(
                found.account().environmentId(), found.account().id(), life.slot(), life.generation(), life.version());
    }

    private static TokenLife life(Found found, @Nullable String slot) {
        return found.life(slot)
                .orElseThrow(() -> ProblemException.invalidField("slot", "The account has no token of that slot."));
    }

    static ProblemException suspended() {
        return new ProblemException(
                ProblemType.CONNECTION_SUSPENDED,
                "The provider refuses the connection's client. Correct its credentials.");
    }

    private static Uni<Found> same(Found found) {
        return Uni.createFrom().item(found);
    }
}
