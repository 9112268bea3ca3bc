// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application brings tokens that it obtained elsewhere. They start an authorization, with the account's next generation, and go to
 * token-refresher, which proves them; nothing of them is kept here but the access token that it pushes. What the account had before stays until
 * then.
 */
@ApplicationScoped
class ImportTokens {
    private static final String PATH = "/internal/flows/import";
    private static final Duration WITHIN = Duration.ofSeconds(14);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Database database;
    private final Authorizations authorizations;
    private final Outbox outbox;
    private final ServiceCalls calls;

    @Inject
    ImportTokens(Database database, Authorizations authorizations, Outbox outbox, ServiceCalls calls) {
        this.database = database;
        this.authorizations = authorizations;
        this.outbox = outbox;
        this.calls = calls;
    }

    /** What was obtained elsewhere: at least one of the tokens. */
    record Brought(
            @Nullable Sensitive access,
            @Nullable Sensitive refresh,
            @Nullable Instant expiresAt,
            @Nullable List<String> scopes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Asked(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            ConnectionId connectionId,
            long generation,
            @Nullable String accessToken,
            @Nullable String refreshToken,
            @Nullable Instant expiresAt,
            @Nullable List<String> scopes) {
        @Override
        public String toString() {
            return "Asked[" + authorizationId + "]";
        }
    }

    private record Answer(String outcome, @Nullable String reason) {}

    /**
     * Completes when the account has its tokens. Fails with {@code not_found}, {@code credentials_refused}, {@code connection_suspended},
     * {@code provider_rate_limited}, {@code provider_unavailable}, and {@code conflict} if the account was ended meanwhile.
     */
    Uni<Void> take(Account account, Brought brought, Actor actor) {
        EnvironmentId environment = account.environmentId();
        return database.inEnvironment(environment, tx -> authorizations
                        .begin(tx, environment, account.id(), actor)
                        .call(begun -> outbox.append(tx, List.of(begun.event()))))
                .chain(begun -> calls.post(
                        ServiceName.TOKEN_REFRESHER, PATH, asked(account, begun, brought), Answer.class, WITHIN))
                .invoke(answer -> require(account, answer))
                .replaceWithVoid();
    }

    private static Asked asked(Account account, Begun begun, Brought brought) {
        return new Asked(
                account.environmentId(),
                account.id(),
                begun.id(),
                account.connectionId(),
                begun.generation(),
                plain(brought.access()),
                plain(brought.refresh()),
                brought.expiresAt(),
                brought.scopes());
    }

    private static @Nullable String plain(@Nullable Sensitive token) {
        return token == null ? null : token.reveal(Reveal.TO_CALL_THE_PROVIDER);
    }

    private static void require(Account account, Answer answer) {
        String reason = String.valueOf(answer.reason());
        // Whoever asks again, having missed the answer, has what they asked for.
        if (answer.outcome().equals("succeeded") || reason.equals("brought_before")) {
            return;
        }
        throw switch (reason) {
            case "client_invalid" -> RenewAccount.suspended();
            case "generation_ended" ->
                new ProblemException(ProblemType.CONFLICT, "The account was ended meanwhile. Read it and try again.");
            case "import_under_way" ->
                new ProblemException(ProblemType.CONFLICT, "These tokens are being proved. Read the account and see.");
            case "provider_rate_limited" ->
                new ProblemException(ProblemType.PROVIDER_RATE_LIMITED, "The provider limits us. Try again later.")
                        .retryAfter(LATER);
            case "code_refused", "provider_error", "id_token_invalid" ->
                new ProblemException(
                                ProblemType.CREDENTIALS_REFUSED,
                                "The provider did not take the tokens. Nothing was stored.")
                        .with("provider_error", Map.of("provider", account.provider(), "error", word(reason)));
            default ->
                new ProblemException(
                                ProblemType.PROVIDER_UNAVAILABLE,
                                "The provider could not be asked. Nothing was stored; try again.")
                        .retryAfter(LATER);
        };
    }

    private static String word(String reason) {
        return reason.equals("code_refused") ? "token_refused" : reason;
    }
}
