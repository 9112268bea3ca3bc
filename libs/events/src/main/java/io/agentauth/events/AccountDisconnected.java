// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The application ended the account. Every generation up to {@code generation} ends; none comes back. */
public record AccountDisconnected(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version,
        String reason,
        Actor actor)
        implements AccountEvent {
    public AccountDisconnected {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
