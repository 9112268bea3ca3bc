// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A person was invited to connect the account: one more generation was handed out. */
public record AuthorizationStarted(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        AuthorizationId authorizationId,
        long generation,
        Actor actor)
        implements AccountEvent {
    public AuthorizationStarted {
        Word.require("provider", provider);
    }
}
