// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider says that begins no authorization, as a problem. Nothing but the application's own was shown to it. */
public final class Withheld {
    private Withheld() {}

    /** {@code connection_suspended}, {@code provider_rate_limited} or {@code provider_unavailable}. */
    public static ProblemException problem(TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.BlamesTheApp _, TokenOutcome.Refused _ ->
                new ProblemException(
                        ProblemType.CONNECTION_SUSPENDED,
                        "The provider takes no authorization of this application: its key, its secret, its scopes or the redirect URI is not accepted.");
            case TokenOutcome.RateLimited limited -> limited(limited.retryAfter());
            case TokenOutcome.Granted _, TokenOutcome.Declined _, TokenOutcome.NotSent _, TokenOutcome.Ambiguous _ ->
                new ProblemException(
                        ProblemType.PROVIDER_UNAVAILABLE, "The provider does not begin an authorization now.");
        };
    }

    private static ProblemException limited(@Nullable Duration after) {
        ProblemException problem =
                new ProblemException(ProblemType.PROVIDER_RATE_LIMITED, "The provider wants to be left alone.");
        return after == null ? problem : problem.retryAfter(after);
    }
}
