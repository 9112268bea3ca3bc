// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The account is another person's at the provider from that generation on, as the application allowed. Who it was and is, is not said here. */
public record ProviderAccountChanged(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        long generation,
        long version)
        implements AccountEvent {
    public ProviderAccountChanged {
        Word.require("provider", provider);
    }
}
