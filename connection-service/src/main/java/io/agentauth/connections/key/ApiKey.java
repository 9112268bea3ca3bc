// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.identity.AddressRange;
import io.agentauth.identity.Permission;
import io.agentauth.identity.Role;
import io.agentauth.ids.ApiKeyId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key, as it may be shown: never the key itself.
 *
 * @param prefix how the key starts, to tell it from others
 * @param role the role that is exactly these scopes, if there is one
 * @param allowedAddresses where it may be used from; anywhere if there are none
 */
record ApiKey(
        ApiKeyId id,
        String name,
        String prefix,
        @Nullable Role role,
        List<Permission> scopes,
        List<AddressRange> allowedAddresses,
        @Nullable Instant expiresAt,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    ApiKey {
        scopes = List.copyOf(scopes);
        // An answer that the release before kept has none.
        allowedAddresses = allowedAddresses == null ? List.of() : List.copyOf(allowedAddresses);
    }
}
