// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event with its envelope, as subscribers read it.
 *
 * @param id the same at every publication of this event: deduplicate by it
 * @param time when the change was committed, by the database's clock
 * @param source who says so, {@code /agent-auth/<service>}
 * @param subject what it is about: the key of its topic
 * @param sequence counts the events of one source and subject from 1; a gap means that one is still on its way
 * @param causationId the event that led to this one, where there is one: across sources, order by cause
 */
public record PublishedEvent(
        EventId id,
        Instant time,
        String source,
        String subject,
        long sequence,
        @Nullable EventId causationId,
        AgentAuthEvent data) {}
