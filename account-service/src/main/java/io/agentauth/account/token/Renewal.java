// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a renewal went, as token-refresher answers it. */
public record Renewal(Result result, @Nullable Long retryAfterMs, @Nullable String reason) {
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
}
