// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import io.agentauth.account.connection.Connection;
import io.agentauth.providers.StaticCredentials.Flaw;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Objects;

/** Judges what somebody entered: by the fields of the provider's file, then by the provider itself. Keeps nothing. */
@ApplicationScoped
public class JudgeCredentials {
    private static final String UNKNOWN = "unknown";

    private final TryCredentials credentials;

    @Inject
    JudgeCredentials(TryCredentials credentials) {
        this.credentials = credentials;
    }

    /** Fails with {@code service_unavailable}. */
    public Uni<Judgement> judge(Connection connection, Entered entered) {
        Map<String, Flaw> flaws = connection.credentials().flaws(entered.fields());
        return flaws.isEmpty()
                ? credentials.attempt(connection, entered).map(JudgeCredentials::judgement)
                : Uni.createFrom().item(new Judgement.Flawed(flaws));
    }

    private static Judgement judgement(Trial trial) {
        String reason = Objects.requireNonNullElse(trial.reason(), UNKNOWN);
        return switch (trial.verdict()) {
            case TAKEN, UNTRIED -> new Judgement.Good(trial.providerAccount());
            case REFUSED, DOUBTED -> new Judgement.Refused(reason);
            case UNANSWERED -> new Judgement.Unanswered(reason);
        };
    }
}
