// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Your registration at a provider. The client secret is never answered.
 *
 * @param credentials null where people enter what is needed, and where the client is the operator's
 * @param redirectUri to be registered there; null where nobody is sent there
 */
public record Connection(
        String id,
        String name,
        String provider,
        String authType,
        String mode,
        @Nullable Map<String, Object> credentials,
        List<String> scopes,
        Map<String, Object> settings,
        @Nullable String redirectUri,
        String status,
        @Nullable String statusReason,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    public Connection {
        scopes = scopes == null ? List.of() : scopes;
        settings = settings == null ? Map.of() : settings;
    }
}
