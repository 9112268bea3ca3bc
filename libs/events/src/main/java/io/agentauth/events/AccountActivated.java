// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A token can be had from now on. */
public record AccountActivated(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version)
        implements AccountEvent {
    public AccountActivated {
        Word.require("provider", provider);
    }
}
