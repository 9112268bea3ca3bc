// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.problems.FieldError;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.StaticCredentials.Flaw;
import java.util.List;
import java.util.Map;

/** What is wrong with the fields of a provider's file, as a problem. */
final class Flaws {
    private Flaws() {}

    /** Fails with {@code invalid_field} if there are any; {@code member} is where the fields were sent. */
    static void require(String member, Map<String, Flaw> flaws) {
        if (!flaws.isEmpty()) {
            throw problem(member, flaws);
        }
    }

    static ProblemException problem(String member, Map<String, Flaw> flaws) {
        List<FieldError> errors = flaws.entrySet().stream()
                .map(flaw -> new FieldError(
                        member + "." + flaw.getKey(), flaw.getValue().message()))
                .toList();
        FieldError first = errors.getFirst();
        return ProblemException.invalidField(first.field(), first.message()).errors(errors);
    }
}
