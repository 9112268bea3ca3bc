// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.token.ReadToken.Outcome;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Why there is no token, each with what the application can do about it. */
@ApplicationScoped
class Refusals {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Authorizations authorizations;

    @Inject
    Refusals(Authorizations authorizations) {
        this.authorizations = authorizations;
    }

    /** The account is not one that has tokens now. */
    Uni<ProblemException> notActive(TokenRead read, FoundToken found) {
        return found.isUnconnectedMachine() ? item(unconnected()) : notActiveOfPerson(read, found);
    }

    /** Nobody has to come: the application connects it. */
    private static ProblemException unconnected() {
        return new ProblemException(
                ProblemType.ACCOUNT_NOT_ACTIVE,
                "The account has no token. Nobody has to consent: POST /v1/accounts/{id}/refresh asks for one.");
    }

    private Uni<ProblemException> notActiveOfPerson(TokenRead read, FoundToken found) {
        return switch (found.status()) {
            case "expired", "revoked", "disconnected" -> reauthorization(read, found);
            case "paused" ->
                item(new ProblemException(
                        ProblemType.ACCOUNT_PAUSED, "The account is paused; resume it to read tokens."));
            case "active" ->
                item(new ProblemException(
                        ProblemType.ACCOUNT_NOT_ACTIVE, "The account has no token in the slot " + found.slot() + "."));
            default ->
                item(new ProblemException(
                        ProblemType.ACCOUNT_NOT_ACTIVE,
                        "The account is " + found.status() + ": nobody has consented yet."));
        };
    }

    /** The account is active, its token has expired, and this came of the renewal. */
    Uni<ProblemException> expired(TokenRead read, FoundToken found, Outcome outcome) {
        if (outcome.failure() != null) {
            return item(
                    outcome.failure() instanceof ProblemException problem
                            ? problem
                            : GroupedReads.unavailable(outcome.failure()));
        }
        Renewal answer = outcome.answer();
        if (answer == null) {
            return item(inProgress(SOON));
        }
        if (answer.isRateLimited()) {
            return item(answer.rateLimited());
        }
        if (answer.isHopeless()) {
            return reauthorization(read, found);
        }
        Duration retryAfter = answer.retryAfter().orElse(SOON);
        return switch (answer.result()) {
            case RENEWED, CURRENT, IN_PROGRESS -> item(inProgress(SOON));
            case HELD -> item(inProgress(retryAfter));
            case FAILED ->
                item(new ProblemException(
                                ProblemType.PROVIDER_UNAVAILABLE,
                                "The token has expired, and the provider did not renew it. It is tried again.")
                        .retryAfter(retryAfter));
            case SUSPENDED ->
                item(
                        new ProblemException(
                                ProblemType.CONNECTION_SUSPENDED,
                                "The token has expired, and the provider refuses the connection's client. Correct its credentials."));
            case ENDED -> found.isMachine() ? item(unconnected()) : reauthorization(read, found);
        };
    }

    private Uni<ProblemException> reauthorization(TokenRead read, FoundToken found) {
        ProblemException problem = new ProblemException(
                ProblemType.REAUTHORIZATION_REQUIRED,
                "The account is no longer connected: a person must connect it again.");
        Long generation = found.generationReauth();
        return generation == null
                ? item(problem)
                : authorizations
                        .reauthUrl(read.account(), generation)
                        .map(url -> problem.with("reauth_url", url.toString()));
    }

    private static ProblemException inProgress(Duration retryAfter) {
        return new ProblemException(ProblemType.REFRESH_IN_PROGRESS, "The token has expired and is being renewed.")
                .retryAfter(retryAfter);
    }

    private static Uni<ProblemException> item(ProblemException problem) {
        return Uni.createFrom().item(problem);
    }
}
