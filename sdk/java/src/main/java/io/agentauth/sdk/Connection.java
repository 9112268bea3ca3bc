// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Your registration at a provider. {@code redirectUri} is to be registered there; the client secret is never answered. */
public record Connection(
        String id,
        String name,
        String provider,
        String authType,
        String mode,
        Map<String, Object> credentials,
        List<String> scopes,
        Map<String, Object> settings,
        String redirectUri,
        String status,
        @Nullable String statusReason,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    public Connection {
        credentials = credentials == null ? Map.of() : credentials;
        scopes = scopes == null ? List.of() : scopes;
        settings = settings == null ? Map.of() : settings;
    }
}
