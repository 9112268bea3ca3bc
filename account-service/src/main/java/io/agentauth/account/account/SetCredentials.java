// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.account.ImportTokens.Brought;
import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.authorization.Authorizations.Begun;
import io.agentauth.account.connection.Connection;
import io.agentauth.account.connection.Connections;
import io.agentauth.account.credential.Entered;
import io.agentauth.account.credential.JudgeCredentials;
import io.agentauth.account.credential.Judgement;
import io.agentauth.account.credential.Judgement.Good;
import io.agentauth.account.credential.KeptCredentials;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
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

/**
 * The application brings what its person would have entered. It is judged first; only what is good starts an authorization, with the account's
 * next generation, and becomes the account's. What the account had before stays until then.
 */
@ApplicationScoped
class SetCredentials {
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Database database;
    private final ReadAccounts accounts;
    private final Connections connections;
    private final Authorizations authorizations;
    private final Outbox outbox;
    private final JudgeCredentials judge;
    private final KeptCredentials kept;
    private final ImportTokens tokens;

    @Inject
    SetCredentials(
            Database database,
            ReadAccounts accounts,
            Connections connections,
            Authorizations authorizations,
            Outbox outbox,
            JudgeCredentials judge,
            KeptCredentials kept,
            ImportTokens tokens) {
        this.database = database;
        this.accounts = accounts;
        this.connections = connections;
        this.authorizations = authorizations;
        this.outbox = outbox;
        this.judge = judge;
        this.kept = kept;
        this.tokens = tokens;
    }

    /** Who brings what for which account. */
    record Order(EnvironmentId environment, AccountId account, Entered entered, Actor actor) {}

    /**
     * The account with them. Fails with {@code not_found}, {@code invalid_field}, {@code invalid_request} where people consent,
     * {@code credentials_refused}, {@code provider_unavailable}, and {@code conflict} if the account was ended meanwhile.
     */
    Uni<AccountView> set(Order order) {
        return accounts.require(order.environment(), order.account())
                .chain(found ->
                        connections.require(order.environment(), found.account().connectionId()))
                .invoke(SetCredentials::requireStatic)
                .chain(connection -> judge.judge(connection, order.entered())
                        .map(judgement -> good(connection, judgement))
                        .chain(good -> keep(order, connection, good)))
                .chain(_ -> accounts.require(order.environment(), order.account()))
                .chain(accounts::view);
    }

    /** The account with tokens that were obtained elsewhere, which its provider has proved. */
    Uni<AccountView> take(EnvironmentId environment, AccountId account, Brought brought, Actor actor) {
        return accounts.require(environment, account)
                .call(found -> connections
                        .require(environment, found.account().connectionId())
                        .invoke(SetCredentials::requireConsented))
                .chain(found -> tokens.take(found.account(), brought, actor))
                .chain(_ -> accounts.require(environment, account))
                .chain(accounts::view);
    }

    private static void requireConsented(Connection connection) {
        if (connection.isStatic() || connection.isMachine()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST, "Tokens are brought where people consent; here nobody does.");
        }
    }

    private Uni<Boolean> keep(Order order, Connection connection, Good good) {
        return database.inEnvironment(order.environment(), tx -> authorizations
                        .begin(tx, order.environment(), order.account(), order.actor())
                        .call(begun -> outbox.append(tx, List.of(begun.event()))))
                .map(begun -> holder(order, connection, begun))
                .chain(holder -> kept.keep(holder, order.entered(), good.whose()))
                .invoke(SetCredentials::requireKept);
    }

    private static Holder holder(Order order, Connection connection, Begun begun) {
        return new Holder(
                order.environment(), order.account(), connection.id(), connection.defaultSlot(), begun.generation());
    }

    private static Good good(Connection connection, Judgement judgement) {
        return switch (judgement) {
            case Good good -> good;
            case Judgement.Flawed flawed -> throw Flaws.problem("fields", flawed.flaws());
            case Judgement.Refused refused ->
                throw new ProblemException(
                                ProblemType.CREDENTIALS_REFUSED,
                                connection.providerName() + " does not take them. Nothing was stored.")
                        .with("provider_error", said(connection, refused.reason()));
            case Judgement.Unanswered unanswered ->
                throw new ProblemException(
                                ProblemType.PROVIDER_UNAVAILABLE,
                                connection.providerName() + " could not be asked. Nothing was stored; try again.")
                        .with("provider_error", said(connection, unanswered.reason()))
                        .retryAfter(LATER);
        };
    }

    private static Map<String, String> said(Connection connection, String reason) {
        return Map.of("provider", connection.provider(), "error", reason);
    }

    private static void requireStatic(Connection connection) {
        if (!connection.isStatic()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    connection.isMachine()
                            ? "Nobody enters anything for this account."
                            : "People consent at " + connection.providerName() + "; send this one to an auth-url.");
        }
    }

    private static void requireKept(boolean kept) {
        if (!kept) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "The account was ended or connected anew meanwhile. Read it and try again.");
        }
    }
}
