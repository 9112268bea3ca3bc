// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One event, the same in the event table, in Kafka and in every consumer's inbox. On the wire a TypeID: {@code evt_} and 26 characters. */
public record EventId(UUID value) implements Id {
    /** What the wire form starts with, before the underscore. */
    public static final String PREFIX = "evt";

    /** A new id, a UUIDv7: ids made later sort later. */
    public static EventId next() {
        return new EventId(TypeId.newUuid());
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedId if it is not exactly what {@link #toString()} writes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventId parse(String text) {
        return new EventId(TypeId.parse(PREFIX, text));
    }

    @Override
    @JsonValue
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
