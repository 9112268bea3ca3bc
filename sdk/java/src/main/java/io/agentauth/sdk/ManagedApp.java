// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator's registration at a provider. The client secret is never answered.
 *
 * @param redirectUri to be registered there; all its connections share it
 * @param connections how many connections of all environments use it
 */
public record ManagedApp(
        String provider,
        Map<String, Object> credentials,
        List<String> scopes,
        Map<String, String> placeholders,
        String redirectUri,
        long connections,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    public ManagedApp {
        credentials = credentials == null ? Map.of() : credentials;
        scopes = scopes == null ? List.of() : scopes;
        placeholders = placeholders == null ? Map.of() : placeholders;
    }
}
