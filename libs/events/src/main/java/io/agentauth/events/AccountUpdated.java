// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** An account's metadata changed, or it waits for the application to confirm a person, or no longer does. */
public record AccountUpdated(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long version,
        String status,
        Actor actor)
        implements AccountEvent {
    public AccountUpdated {
        Word.require("provider", provider);
        Word.require("status", status);
    }
}
