// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;

/** The access token is due for renewal: a hint to token-refresher, whose sweeper renews without it too. {@code version} is the token's. */
public record TokenExpiring(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        Instant dueAt)
        implements AccountEvent {
    public TokenExpiring {
        Word.require("provider", provider);
        Word.require("slot", slot);
    }
}
