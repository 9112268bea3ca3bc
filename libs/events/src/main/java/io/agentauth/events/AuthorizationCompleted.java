// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The authorization succeeded and its grant is in use. */
public record AuthorizationCompleted(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        AuthorizationId authorizationId,
        long generation)
        implements AccountEvent {
    public AuthorizationCompleted {
        Word.require("provider", provider);
    }
}
