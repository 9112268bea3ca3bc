// SPDX-License-Identifier: Apache-2.0
package io.agentauth.trail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the trail: a change of state or a token read.
 *
 * @param account whom it is about, where it is about one
 * @param actor   who caused it: api_key, operator, person, provider, system
 * @param key     the API key, where one caused it
 * @param data    the rest, as JSON
 */
public record TrailEntry(
        Kind kind,
        String id,
        Instant time,
        String type,
        String source,
        @Nullable String account,
        @Nullable String actor,
        @Nullable String key,
        String data) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where an entry was first written. */
    public enum Kind {
        /** The log of consumed events. */
        EVENT,
        /** The records of token reads. */
        READ;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The entry in format 1, one line without its end. What is hashed, byte by byte. */
    public String line() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("kind", kind.word());
        line.put("id", id);
        line.put("time", time.toString());
        line.put("type", type);
        line.put("source", source);
        line.put("account_id", account);
        line.put("actor", actor);
        line.put("key_id", key);
        line.putRawValue("data", new RawValue(data));
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry cannot be written", e);
        }
    }
}
