// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known about refreshing beyond rotation.
 *
 * @param supported whether there are refresh tokens; null is "not said"
 * @param condition what it takes to get one, in words
 * @param idleLimitSeconds after how long without use a refresh token dies; null is "not known to"
 * @param minAgeSeconds how old a token has to be before it is renewed; null is "not at all"
 * @param reissueOnlyNearEnd whether a refresh long before the end gives the same access token back
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Refresh(
        @Nullable Boolean supported,
        @Nullable String condition,
        @Nullable Integer idleLimitSeconds,
        @Nullable Integer minAgeSeconds,
        boolean reissueOnlyNearEnd) {
    static final Refresh USUAL = new Refresh(null, null, null, null, false);

    /** How old a token has to be before it is renewed. */
    public Duration minAge() {
        return minAgeSeconds == null ? Duration.ZERO : Duration.ofSeconds(minAgeSeconds);
    }
}
