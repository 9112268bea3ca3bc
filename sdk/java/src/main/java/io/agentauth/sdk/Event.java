// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened. */
public record Event(
        String id,
        String type,
        Instant time,
        String source,
        String subject,
        long sequence,
        @Nullable String causationId,
        Map<String, Object> data) {
    public Event {
        data = data == null ? Map.of() : data;
    }
}
