// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.managed;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A managed app as its operator sees it; its secret is not in it.
 *
 * @param credentialsExpireAt when its client secret or certificate ends, where that is known
 * @param connections how many connections of all environments use it
 */
record Registration(
        UUID id,
        String provider,
        String clientId,
        long credentialsVersion,
        @Nullable Instant credentialsExpireAt,
        String redirectContext,
        List<String> scopes,
        Map<String, String> placeholders,
        long version,
        long connections,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {}
