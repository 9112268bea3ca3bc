// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The application took up the use of a paused account. */
public record AccountResumed(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version,
        Actor actor)
        implements AccountEvent {
    public AccountResumed {
        Word.require("provider", provider);
    }
}
