// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The grant is dead on the provider's definitive word: a person must reconnect. */
public record AccountExpired(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version,
        String reason)
        implements AccountEvent {
    public AccountExpired {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
