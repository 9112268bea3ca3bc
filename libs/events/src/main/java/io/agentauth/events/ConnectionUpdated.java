// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A connection's name, credentials, scopes or settings changed; whoever keeps a copy reads it again. */
public record ConnectionUpdated(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, long version, Actor actor)
        implements ConnectionEvent {
    public ConnectionUpdated {
        Word.require("provider", provider);
    }
}
