// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A connection was deleted; every grant made through it ends. */
public record ConnectionDeleted(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, long version, Actor actor)
        implements ConnectionEvent {
    public ConnectionDeleted {
        Word.require("provider", provider);
    }
}
