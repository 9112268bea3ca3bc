// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;

/**
 * The grant ends on a day that is known, and no renewal helps: until {@code reconnectBy} a person has the time to connect again. {@code version} is the account's.
 */
public record AccountExpiring(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        Instant reconnectBy)
        implements AccountEvent {
    public AccountExpiring {
        Word.require("provider", provider);
        Word.require("slot", slot);
    }
}
