// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.MalformedId;
import io.agentauth.problems.ProblemException;

/** An account's id in a path. What is no id names no account. */
public final class AccountPath {
    private AccountPath() {}

    /** The id; fails with {@code not_found}. */
    public static AccountId parse(String id) {
        try {
            return AccountId.parse(id);
        } catch (MalformedId _) {
            throw ProblemException.notFound("account");
        }
    }
}
