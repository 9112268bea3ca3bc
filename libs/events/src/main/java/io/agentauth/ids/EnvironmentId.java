// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** An environment: a tenant whose keys, connections and accounts never meet another's. On the wire a TypeID: {@code env_} and 26 characters. */
public record EnvironmentId(UUID value) implements Id {
    /** What the wire form starts with, before the underscore. */
    public static final String PREFIX = "env";

    /** A new id, a UUIDv7: ids made later sort later. */
    public static EnvironmentId next() {
        return new EnvironmentId(TypeId.newUuid());
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedId if it is not exactly what {@link #toString()} writes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EnvironmentId parse(String text) {
        return new EnvironmentId(TypeId.parse(PREFIX, text));
    }

    @Override
    @JsonValue
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
