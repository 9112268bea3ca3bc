// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * How long things live by the provider's documents, in seconds; null is "not said".
 *
 * @param codeSeconds an authorization code
 * @param accessTokenSeconds an access token whose answer does not say
 * @param refreshTokenSeconds a refresh token from its issue; each new one lives as long
 * @param grantSeconds all of it from the consent, however often it is refreshed
 * @param zeroMeansNever whether {@code expires_in} of zero or less says "does not expire"
 * @param inToken whether the access token is a JWT whose {@code exp} says when it ends, and nothing else does
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Lifetimes(
        @Nullable Integer codeSeconds,
        @Nullable Integer accessTokenSeconds,
        @Nullable Integer refreshTokenSeconds,
        @Nullable Integer grantSeconds,
        boolean zeroMeansNever,
        boolean inToken) {
    static final Lifetimes UNKNOWN = new Lifetimes(null, null, null, null, false, false);

    /** The same where no consent ends, with another life of access tokens where one is said. */
    Lifetimes whereNobodyConsents(@Nullable Integer seconds) {
        return new Lifetimes(
                codeSeconds,
                seconds == null ? accessTokenSeconds : seconds,
                refreshTokenSeconds,
                null,
                zeroMeansNever,
                inToken);
    }
}
