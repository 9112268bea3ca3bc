// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The provider refuses the connection itself ({@code client_invalid}); its accounts are not at fault. {@code version} is the connection's, as far as token-refresher knew it. */
public record ConnectionSuspended(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, long version, String reason)
        implements ConnectionEvent {
    public ConnectionSuspended {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
