// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.account.authorization.AuthorizationStatus;
import io.agentauth.account.authorization.Ended;
import io.agentauth.ids.AuthorizationId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was decided when somebody showed a proof. */
record Ruling(Pending.Subject subject, Verdict verdict) {
    /** The ways it can go. All but the first are refusals. */
    enum Verdict {
        CONFIRMED(null, null),
        /** The proof is right and the person is not: somebody followed a link that was made for somebody else. */
        ANOTHER_PERSON(AuthorizationStatus.FAILED, "verification_mismatch"),
        /** The proof is in other hands than it was given into. */
        OTHER_ENVIRONMENT(AuthorizationStatus.FAILED, "verification_other_environment"),
        LATE(AuthorizationStatus.EXPIRED, "verification_timeout"),
        /** Somebody showed it before. */
        USED(null, null),
        /** The authorization ended otherwise. */
        OVER(null, null);

        private final @Nullable AuthorizationStatus status;
        private final @Nullable String reason;

        Verdict(@Nullable AuthorizationStatus status, @Nullable String reason) {
            this.status = status;
            this.reason = reason;
        }

        /** As events carry it. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it is this that decides, and token-refresher has to hear it. */
        boolean decides() {
            return this == CONFIRMED || status != null;
        }

        /** How the authorization ends by it, if it does. */
        List<Ended> ended(AuthorizationId authorization) {
            return status == null || reason == null ? List.of() : List.of(new Ended(authorization, status, reason));
        }
    }

    boolean isConfirmed() {
        return verdict == Verdict.CONFIRMED;
    }
}
