// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/**
 * Which members of an organisation may use its account changed. {@code status}, of the policy: {@code set}, which is in force now, or {@code removed}.
 * Who the members are is not told.
 */
public record AccountPolicyChanged(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long version,
        String status,
        Actor actor)
        implements AccountEvent {
    public AccountPolicyChanged {
        Word.require("provider", provider);
        Word.require("status", status);
    }
}
