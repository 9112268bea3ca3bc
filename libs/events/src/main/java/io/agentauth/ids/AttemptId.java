// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One presentation of one code or refresh token to a provider. On the wire a TypeID: {@code att_} and 26 characters. */
public record AttemptId(UUID value) implements Id {
    /** What the wire form starts with, before the underscore. */
    public static final String PREFIX = "att";

    /** A new id, a UUIDv7: ids made later sort later. */
    public static AttemptId next() {
        return new AttemptId(TypeId.newUuid());
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedId if it is not exactly what {@link #toString()} writes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AttemptId parse(String text) {
        return new AttemptId(TypeId.parse(PREFIX, text));
    }

    @Override
    @JsonValue
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
