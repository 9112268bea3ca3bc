// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.member;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.Locale;

/** Why a policy kept somebody from an account. It is on record when it is known. */
public enum Refused {
    ACTING_USER_REQUIRED(
            ProblemType.ACTING_USER_REQUIRED,
            "The account has a policy: say in acting_user for which of its members this is done."),
    NOT_ALLOWED_BY_POLICY(
            ProblemType.NOT_ALLOWED_BY_POLICY, "The account's policy does not allow this for the acting user.");

    private final ProblemType type;
    private final String detail;

    Refused(ProblemType type, String detail) {
        this.type = type;
        this.detail = detail;
    }

    /** Reads the word of the database's judge. */
    public static Refused of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** What the caller is told; nothing of the account, and nothing of who would be allowed. */
    public ProblemException problem() {
        return new ProblemException(type, detail);
    }
}
