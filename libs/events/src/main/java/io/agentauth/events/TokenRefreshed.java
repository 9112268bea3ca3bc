// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A new access token is stored. {@code version} is the token's; {@code reason} says what asked for it. */
public record TokenRefreshed(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        String reason)
        implements AccountEvent {
    public TokenRefreshed {
        Word.require("provider", provider);
        Word.require("slot", slot);
        Word.require("reason", reason);
    }
}
