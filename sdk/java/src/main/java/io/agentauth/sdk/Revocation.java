// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order to revoke many accounts, and how far it is.
 *
 * @param status running, done
 * @param revoked accounts that give no token any more
 * @param pending those of them whose providers have not been told yet
 */
public record Revocation(
        String id,
        @Nullable String connectionId,
        @Nullable String readBy,
        @Nullable Instant readFrom,
        @Nullable Instant readTo,
        String status,
        long revoked,
        long pending,
        Instant requestedAt,
        @Nullable Instant finishedAt) {}
