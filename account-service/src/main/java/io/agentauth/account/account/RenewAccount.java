// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.token.Renewal;
import io.agentauth.account.token.Renewals;
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

    private final ReadAccounts accounts;
    private final Renewals renewals;
    private final Idempotency idempotency;

    @Inject
    RenewAccount(ReadAccounts accounts, Renewals renewals, Idempotency idempotency) {
        this.accounts = accounts;
        this.renewals = renewals;
        this.idempotency = idempotency;
    }

    /** The account, its expired token renewed first. Where that cannot be now, the account as it is. */
    Uni<AccountView> get(EnvironmentId environment, AccountId id) {
        return accounts.require(environment, id)
                .chain(found -> found.isActiveWithoutToken() ? renewExpired(environment, found) : same(found))
                .chain(accounts::view);
    }

    /**
     * Renews the token of {@code slot}, or of the default one; fails with what stands against it. A repeated request is about the token that the
     * first one was about, and renews no other.
     */
    Uni<AccountView> renew(Request request, AccountId id, @Nullable String slot, Renewals.Reason reason) {
        return idempotency
                .inSteps(
                        request,
                        id.value(),
                        new Steps<>(
                                Renewals.Held.class,
                                tx -> accounts.require(tx, request.environment(), id)
                                        .call(this::requireActive)
                                        .map(found -> held(found, slot)),
                                Snapshot.KEPT,
                                held -> renew(held, reason)))
                .chain(accounts::view);
    }

    private Uni<Snapshot> renew(Renewals.Held held, Renewals.Reason reason) {
        return renewals.renew(held, reason)
                .chain(answer -> require(held.environmentId(), held.accountId(), answer))
                .chain(_ -> accounts.require(held.environmentId(), held.accountId()))
                .map(Snapshot::of);
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

    private static ProblemException suspended() {
        return new ProblemException(
                ProblemType.CONNECTION_SUSPENDED,
                "The provider refuses the connection's client. Correct its credentials.");
    }

    private static Uni<Found> same(Found found) {
        return Uni.createFrom().item(found);
    }
}
