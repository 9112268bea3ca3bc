// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** The provider accepts the connection again. */
public record ConnectionResumed(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, long version, String reason)
        implements ConnectionEvent {
    public ConnectionResumed {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
