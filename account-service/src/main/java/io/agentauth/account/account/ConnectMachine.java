// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.authorization.Authorizations.Begun;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connects an account that nobody consents for: starts an authorization, with the account's next generation, and has token-refresher ask for its
 * first token. It is adopted as any token is, before the answer comes. What the account had before stays until then.
 */
@ApplicationScoped
class ConnectMachine {
    private static final String PATH = "/internal/flows/obtain";
    private static final Duration WITHIN = Duration.ofSeconds(14);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Database database;
    private final AccountStore store;
    private final Authorizations authorizations;
    private final Outbox outbox;
    private final ServiceCalls calls;

    @Inject
    ConnectMachine(
            Database database, AccountStore store, Authorizations authorizations, Outbox outbox, ServiceCalls calls) {
        this.database = database;
        this.store = store;
        this.authorizations = authorizations;
        this.outbox = outbox;
        this.calls = calls;
    }

    private record Order(Begun begun, Map<String, String> parameters) {}

    private record Asked(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            ConnectionId connectionId,
            long generation,
            Map<String, String> fields) {
        @Override
        public String toString() {
            return "Asked[" + authorizationId + "]";
        }
    }

    private record Answer(String outcome, @Nullable String reason) {}

    /**
     * Completes when the account has its token. Fails with {@code not_found}, {@code connection_suspended}, {@code provider_rate_limited},
     * {@code provider_unavailable}, {@code account_not_active} with what the provider said, {@code refresh_in_progress} where it takes longer, and
     * {@code conflict} if the account was ended meanwhile.
     */
    Uni<Void> connect(Account account, Actor actor) {
        EnvironmentId environment = account.environmentId();
        return database.inEnvironment(environment, tx -> authorizations
                        .begin(tx, environment, account.id(), actor)
                        .call(begun -> outbox.append(tx, List.of(begun.event())))
                        .chain(begun -> store.parameters(tx, environment, account.id())
                                .map(parameters -> new Order(begun, parameters.orElse(Map.of())))))
                .chain(order -> ask(account, order))
                .invoke(answer -> require(account, answer))
                .replaceWithVoid();
    }

    private Uni<Answer> ask(Account account, Order order) {
        return calls.post(
                ServiceName.TOKEN_REFRESHER,
                PATH,
                new Asked(
                        account.environmentId(),
                        account.id(),
                        order.begun().id(),
                        account.connectionId(),
                        order.begun().generation(),
                        order.parameters()),
                Answer.class,
                WITHIN);
    }

    private static void require(Account account, Answer answer) {
        if (answer.outcome().equals("succeeded")) {
            return;
        }
        if (answer.outcome().equals("waiting")) {
            throw new ProblemException(
                            ProblemType.REFRESH_IN_PROGRESS, "The first token is being asked for. Ask again.")
                    .retryAfter(SOON);
        }
        throw switch (String.valueOf(answer.reason())) {
            case "client_invalid" -> RenewAccount.suspended();
            case "generation_ended" ->
                new ProblemException(ProblemType.CONFLICT, "The account was ended meanwhile. Read it and try again.");
            case "provider_rate_limited" ->
                new ProblemException(ProblemType.PROVIDER_RATE_LIMITED, "The provider limits us. Try again later.")
                        .retryAfter(LATER);
            case "code_refused", "provider_error" -> refused(account, String.valueOf(answer.reason()));
            default ->
                new ProblemException(ProblemType.PROVIDER_UNAVAILABLE, "The provider gave no token. Try again later.")
                        .retryAfter(LATER);
        };
    }

    private static ProblemException refused(Account account, String reason) {
        return new ProblemException(
                        ProblemType.ACCOUNT_NOT_ACTIVE,
                        "The provider gives no token for this account. Check its parameters, and what it allows the connection's client.")
                .with(
                        "provider_error",
                        Map.of(
                                "provider",
                                account.provider(),
                                "error",
                                reason.equals("code_refused") ? "grant_refused" : reason));
    }
}
