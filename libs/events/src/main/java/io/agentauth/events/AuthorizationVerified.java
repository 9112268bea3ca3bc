// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The application confirmed who consented: the code may be exchanged. */
public record AuthorizationVerified(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        AuthorizationId authorizationId,
        long generation,
        Actor actor)
        implements AccountEvent {
    public AuthorizationVerified {
        Word.require("provider", provider);
    }
}
