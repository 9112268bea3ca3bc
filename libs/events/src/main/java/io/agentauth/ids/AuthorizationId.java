// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One attempt of a person to connect an account, from link to outcome. On the wire a TypeID: {@code auth_} and 26 characters. */
public record AuthorizationId(UUID value) implements Id {
    /** What the wire form starts with, before the underscore. */
    public static final String PREFIX = "auth";

    /** A new id, a UUIDv7: ids made later sort later. */
    public static AuthorizationId next() {
        return new AuthorizationId(TypeId.newUuid());
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedId if it is not exactly what {@link #toString()} writes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AuthorizationId parse(String text) {
        return new AuthorizationId(TypeId.parse(PREFIX, text));
    }

    @Override
    @JsonValue
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
