// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The account was withdrawn by an administrator here or by a provider's signal. */
public record AccountRevoked(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version,
        String reason,
        Actor actor)
        implements AccountEvent {
    public AccountRevoked {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
