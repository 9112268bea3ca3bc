// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/**
 * Somebody showed the proof of who consented in vain. {@code reason}: {@code another_person}, {@code other_environment}, {@code used}, {@code late},
 * or {@code over}. Whether the authorization ended by it is told by {@link AuthorizationFailed}.
 */
public record VerificationRefused(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        AuthorizationId authorizationId,
        long generation,
        String reason,
        Actor actor)
        implements AccountEvent {
    public VerificationRefused {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
