// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API key. {@code key} is the secret: there once, in the answer that made it, and never in {@code toString}. {@code role} is the one that has exactly its scopes. */
public record ApiKey(
        String id,
        @Nullable String key,
        String name,
        String prefix,
        @Nullable String role,
        List<String> scopes,
        List<String> allowedAddresses,
        @Nullable Instant expiresAt,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    public ApiKey {
        scopes = scopes == null ? List.of() : scopes;
        allowedAddresses = allowedAddresses == null ? List.of() : allowedAddresses;
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + ", name=" + name + ", prefix=" + prefix + "]";
    }
}
