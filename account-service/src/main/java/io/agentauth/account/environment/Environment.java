// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An environment as connection-service described it.
 *
 * @param returnUrls where a browser may be sent back to: exactly these
 * @param verifyUrls where a person may be verified: exactly these
 * @param verification {@code none}, or {@code application} where the application confirms the person
 */
public record Environment(
        EnvironmentId id,
        String name,
        @Nullable String logoUrl,
        String kind,
        List<String> returnUrls,
        List<String> verifyUrls,
        String verification,
        boolean deleted) {
    /** Whether the application has to confirm who consented. */
    public boolean verifiesPeople() {
        return !"none".equals(verification);
    }

    /** Whether it must not be taken from an old copy that nobody is verified. */
    boolean isProduction() {
        return !"development".equals(kind);
    }

    /** Whether people can be sent where they have to be: only an environment that verifies nobody needs no address for that. */
    public boolean canVerify() {
        return !verifiesPeople() || !verifyUrls.isEmpty();
    }

    /**
     * Where the person is sent for the application to confirm who it is: {@code wished}, else the first of the list; empty where nobody is
     * verified. Fails with {@code verify_url_missing}, and {@code invalid_redirect_url} if {@code wished} is not on the list.
     */
    public Optional<String> verifyUrl(@Nullable String wished) {
        if (!verifiesPeople()) {
            return Optional.empty();
        }
        if (verifyUrls.isEmpty()) {
            throw new ProblemException(
                    ProblemType.VERIFY_URL_MISSING,
                    "The application confirms who consents, and verify_urls says no address for that.");
        }
        if (wished != null && !verifyUrls.contains(wished)) {
            throw new ProblemException(
                    ProblemType.INVALID_REDIRECT_URL, "user_verify_url: It is no longer on the environment's list.");
        }
        return Optional.of(wished == null ? verifyUrls.getFirst() : wished);
    }
}
