// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.RevocationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order to revoke many accounts, and how far it is.
 *
 * @param revoked accounts that give no token any more
 * @param pending those of them of which token-refresher has not been told yet; what became of each at its provider is in the events
 */
record Revocation(
        RevocationId id,
        @Nullable ConnectionId connectionId,
        @Nullable ApiKeyId readBy,
        @Nullable Instant readFrom,
        @Nullable Instant readTo,
        Status status,
        long revoked,
        long pending,
        Instant requestedAt,
        @Nullable Instant finishedAt) {
    /** Whether accounts are left. */
    enum Status {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE
    }
}
