// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The application stopped the use of the account; its grant is kept and renewed. */
public record AccountPaused(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version,
        Actor actor)
        implements AccountEvent {
    public AccountPaused {
        Word.require("provider", provider);
    }
}
