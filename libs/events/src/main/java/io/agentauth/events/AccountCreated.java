// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A connected account was created. {@code identifierType} is {@code user_id} or {@code org_id}; the identifier itself is in no event. */
public record AccountCreated(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String identifierType,
        long version,
        String status,
        Actor actor)
        implements AccountEvent {
    public AccountCreated {
        Word.require("provider", provider);
        Word.require("identifier_type", identifierType);
        Word.require("status", status);
    }
}
