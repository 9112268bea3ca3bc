// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.events.AgentAuthEvent;
import io.agentauth.ids.EventId;
import org.jspecify.annotations.Nullable;

/**
 * An event to be recorded and published.
 *
 * @param event what happened
 * @param causationId the event of another service that led to it, where there is one
 */
public record NewEvent(AgentAuthEvent event, @Nullable EventId causationId) {
    /** An event that no other event led to. */
    public static NewEvent of(AgentAuthEvent event) {
        return new NewEvent(event, null);
    }
}
