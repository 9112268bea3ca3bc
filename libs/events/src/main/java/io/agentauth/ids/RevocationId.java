// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** An order to revoke many accounts. On the wire a TypeID: {@code rev_} and 26 characters. */
public record RevocationId(UUID value) implements Id {
    /** What the wire form starts with, before the underscore. */
    public static final String PREFIX = "rev";

    /** A new id, a UUIDv7: ids made later sort later. */
    public static RevocationId next() {
        return new RevocationId(TypeId.newUuid());
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedId if it is not exactly what {@link #toString()} writes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RevocationId parse(String text) {
        return new RevocationId(TypeId.parse(PREFIX, text));
    }

    @Override
    @JsonValue
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
