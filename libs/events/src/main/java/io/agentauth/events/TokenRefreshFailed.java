// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A renewal did not bring a token. {@code status}: {@code failed} (tried again later) or {@code ended} (the grant is dead). */
public record TokenRefreshFailed(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        String status,
        String reason)
        implements AccountEvent {
    public TokenRefreshFailed {
        Word.require("provider", provider);
        Word.require("slot", slot);
        Word.require("status", status);
        Word.require("reason", reason);
    }
}
