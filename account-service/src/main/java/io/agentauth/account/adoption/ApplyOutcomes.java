// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.account.adoption.Changes.Decided;
import io.agentauth.account.authorization.AuthorizationStatus;
import io.agentauth.account.authorization.Ended;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EventId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes how grants and authorizations ended, and how renewals go. By state, so that what comes twice is a no-op. */
@ApplicationScoped
class ApplyOutcomes {
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,39}");
    private static final String UNKNOWN = "unknown";

    private final Changes changes;

    @Inject
    ApplyOutcomes(Changes changes) {
        this.changes = changes;
    }

    /** Whether an outcome changed something. */
    record Applied(UUID id, Result result) {
        /** The two ways. */
        enum Result {
            /** It changed something. */
            @JsonProperty("applied")
            APPLIED,
            /** It was known, is overtaken, or is about nothing that is here. */
            @JsonProperty("known")
            KNOWN
        }
    }

    /** An outcome, with the event that told of it where it was no push. */
    record Heard(Outcome outcome, @Nullable EventId cause) {}

    /** What became of each, in the order of {@code heard}. */
    Uni<List<Applied>> apply(List<Heard> heard) {
        return heard.isEmpty()
                ? Uni.createFrom().item(List.of())
                : changes.apply(
                        heard.stream().map(one -> one.outcome().accountId()).toList(),
                        accounts -> decide(accounts, heard));
    }

    private static Decided<List<Applied>> decide(HeldAccounts accounts, List<Heard> heard) {
        List<Ended> ended = new ArrayList<>();
        List<Applied> applied = heard.stream()
                .map(one -> new Applied(
                        one.outcome().id(),
                        accounts.find(
                                                one.outcome().environmentId(),
                                                one.outcome().accountId())
                                        .map(account -> take(account, one, ended))
                                        .orElse(false)
                                ? Applied.Result.APPLIED
                                : Applied.Result.KNOWN))
                .toList();
        return new Decided<>(applied, ended);
    }

    private static boolean take(HeldAccount account, Heard heard, List<Ended> ended) {
        Outcome outcome = heard.outcome();
        boolean changed =
                switch (outcome.kind()) {
                    case GRANT_ENDED -> account.end(outcome.slot(), end(outcome));
                    case HEALTH ->
                        outcome.health() != null
                                && account.changeHealth(outcome.health().wireName(), outcome.at());
                    case AUTHORIZATION_FAILED -> fail(outcome, ended);
                };
        if (changed) {
            account.causedBy(heard.cause());
        }
        return changed;
    }

    private static GrantEnd end(Outcome outcome) {
        Long version = outcome.version();
        return new GrantEnd(outcome.generation(), version == null ? Long.MAX_VALUE : version, word(outcome.reason()));
    }

    private static boolean fail(Outcome outcome, List<Ended> ended) {
        AuthorizationId authorization = outcome.authorizationId();
        Outcome.Status status = outcome.status();
        if (authorization == null || status == null) {
            return false;
        }
        ended.add(new Ended(authorization, AuthorizationStatus.valueOf(status.name()), word(outcome.reason())));
        return true;
    }

    private static String word(@Nullable String reason) {
        return reason != null && WORD.matcher(reason).matches() ? reason : UNKNOWN;
    }
}
