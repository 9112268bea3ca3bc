// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a renewal went, as token-refresher answers it. */
public record Renewal(Result result, @Nullable Long retryAfterMs, @Nullable String reason) {
    private static final String RATE_LIMITED = "rate_limited";
    private static final String NO_REFRESH_TOKEN = "no_refresh_token";

    /** What came of it. */
    public enum Result {
        /** A new token is here. */
        @JsonProperty("renewed")
        RENEWED,
        /** Another one was here already. */
        @JsonProperty("current")
        CURRENT,
        /** It takes longer than a caller waits. */
        @JsonProperty("in_progress")
        IN_PROGRESS,
        /** It may not be tried yet. */
        @JsonProperty("held")
        HELD,
        /** It went wrong, and will be tried again. */
        @JsonProperty("failed")
        FAILED,
        /** The grant is dead or ended. */
        @JsonProperty("ended")
        ENDED,
        /** The provider refuses the connection. */
        @JsonProperty("suspended")
        SUSPENDED
    }

    /** When to ask again, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfterMs).map(Duration::ofMillis);
    }

    /** Whether the provider limits us: it was not asked, or it said so when it was. */
    public boolean isRateLimited() {
        return (result == Result.HELD || result == Result.FAILED) && RATE_LIMITED.equals(reason);
    }

    /** Whether nothing will ever renew it: the provider gave no refresh token with it. */
    public boolean isHopeless() {
        return result == Result.FAILED && NO_REFRESH_TOKEN.equals(reason);
    }

    /** The problem of {@link #isRateLimited()}. */
    public ProblemException rateLimited() {
        Duration wait = retryAfter().orElse(Duration.ofSeconds(1));
        return new ProblemException(
                        ProblemType.PROVIDER_RATE_LIMITED, "The token was not renewed: the provider allows it later.")
                .with(
                        "limited_until",
                        Instant.now()
                                .plus(wait)
                                .plusSeconds(1)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .retryAfter(wait);
    }
}
