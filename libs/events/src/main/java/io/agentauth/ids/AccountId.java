// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** A connected account: the link between one identifier and its account at a provider. On the wire a TypeID: {@code acc_} and 26 characters. */
public record AccountId(UUID value) implements Id {
    /** What the wire form starts with, before the underscore. */
    public static final String PREFIX = "acc";

    /** A new id, a UUIDv7: ids made later sort later. */
    public static AccountId next() {
        return new AccountId(TypeId.newUuid());
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedId if it is not exactly what {@link #toString()} writes
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AccountId parse(String text) {
        return new AccountId(TypeId.parse(PREFIX, text));
    }

    @Override
    @JsonValue
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
