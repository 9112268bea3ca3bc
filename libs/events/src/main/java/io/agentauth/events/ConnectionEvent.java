// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;

/** An event about the connection: published in order per connection and producer. */
public sealed interface ConnectionEvent extends AgentAuthEvent
        permits ConnectionCreated,
                ConnectionCredentialsExpiring,
                ConnectionDeleted,
                ConnectionResumed,
                ConnectionSecretTried,
                ConnectionSuspended,
                ConnectionUpdated {
    /** Whom the event is about, and the key that orders it. */
    ConnectionId connectionId();

    /** The provider's id in the catalogue. */
    String provider();

    @Override
    default Topic topic() {
        return Topic.CONNECTIONS;
    }

    @Override
    default String key() {
        return connectionId().toString();
    }
}
