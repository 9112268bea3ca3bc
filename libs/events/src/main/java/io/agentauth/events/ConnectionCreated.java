// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A connection was created. */
public record ConnectionCreated(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, long version, Actor actor)
        implements ConnectionEvent {
    public ConnectionCreated {
        Word.require("provider", provider);
    }
}
