// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token that was handed out. Its {@code toString} leaves the secret out. */
public record AccessToken(String accessToken, String tokenType, @Nullable Instant expiresAt, List<String> scopes) {
    public AccessToken {
        scopes = scopes == null ? List.of() : scopes;
    }

    @Override
    public String toString() {
        return "AccessToken[" + tokenType + ", expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
    }
}
