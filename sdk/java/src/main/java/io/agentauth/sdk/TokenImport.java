// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;

/** Tokens of a consent that was given elsewhere, to the same client. Printed, it shows none of them. */
public final class TokenImport extends Fields<TokenImport> {
    private TokenImport() {}

    /** None yet. */
    public static TokenImport none() {
        return new TokenImport();
    }

    /** Proved by a renewal; from then on only Agent Auth has the current one. */
    public TokenImport refreshToken(String refreshToken) {
        return set("refresh_token", refreshToken);
    }

    /** Without a refresh token it is proved by the provider's identity call. */
    public TokenImport accessToken(String accessToken) {
        return set("access_token", accessToken);
    }

    /** When the access token expires. */
    public TokenImport expiresAt(Instant expiresAt) {
        return set("expires_at", expiresAt);
    }

    /** What was granted, separated by spaces. */
    public TokenImport scope(String scope) {
        return set("scope", scope);
    }
}
