// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The authorization ended without a grant. {@code status}: {@code denied}, {@code expired} or {@code failed}. */
public record AuthorizationFailed(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        AuthorizationId authorizationId,
        long generation,
        String status,
        String reason)
        implements AccountEvent {
    public AuthorizationFailed {
        Word.require("provider", provider);
        Word.require("status", status);
        Word.require("reason", reason);
    }
}
