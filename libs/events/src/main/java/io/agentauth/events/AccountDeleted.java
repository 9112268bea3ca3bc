// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The account is gone. Every generation up to {@code generation} ends; none comes back. */
public record AccountDeleted(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version,
        Actor actor)
        implements AccountEvent {
    public AccountDeleted {
        Word.require("provider", provider);
    }
}
