// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A code became a grant; the first access token of the generation is stored. */
public record TokenExchanged(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        AuthorizationId authorizationId)
        implements AccountEvent {
    public TokenExchanged {
        Word.require("provider", provider);
        Word.require("slot", slot);
    }
}
