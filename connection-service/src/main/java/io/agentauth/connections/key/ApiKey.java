// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.identity.Permission;
import io.agentauth.ids.ApiKeyId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key, as it may be shown: never the key itself.
 *
 * @param prefix how the key starts, to tell it from others
 */
record ApiKey(
        ApiKeyId id,
        String name,
        String prefix,
        List<Permission> scopes,
        @Nullable Instant expiresAt,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    ApiKey {
        scopes = List.copyOf(scopes);
    }
}
