// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer keeps what belongs to one token. What is not named is where the RFC puts it; {@code expiresAt} (epoch seconds or
 * milliseconds, or RFC 3339) is read only where it is named.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749 §5.1</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TokenPointers(
        Pointer accessToken,
        Pointer refreshToken,
        Pointer expiresIn,
        @Nullable Pointer expiresAt,
        Pointer scope,
        Pointer tokenType) {
    /** As the RFC has it. */
    public static final TokenPointers STANDARD = new TokenPointers(null, null, null, null, null, null);

    public TokenPointers(
            @Nullable Pointer accessToken,
            @Nullable Pointer refreshToken,
            @Nullable Pointer expiresIn,
            @Nullable Pointer expiresAt,
            @Nullable Pointer scope,
            @Nullable Pointer tokenType) {
        this.accessToken = or(accessToken, "/access_token");
        this.refreshToken = or(refreshToken, "/refresh_token");
        this.expiresIn = or(expiresIn, "/expires_in");
        this.expiresAt = expiresAt;
        this.scope = or(scope, "/scope");
        this.tokenType = or(tokenType, "/token_type");
    }

    private static Pointer or(@Nullable Pointer pointer, String standard) {
        return pointer == null ? new Pointer(standard) : pointer;
    }
}
