// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Sheet;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A provider of an environment's own.
 *
 * @param key its place in lists, in the order of creation
 * @param version goes up with each change
 * @param definition what was sent and discovered, as JSON: what a file of the catalogue says
 * @param deleted whether no connection can be made to it any more
 */
public record CustomProvider(UUID key, long version, String definition, boolean deleted) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A definition as it is stored. */
    public static String text(ObjectNode definition) {
        try {
            return JSON.writeValueAsString(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition cannot be written", e);
        }
    }

    /** What it says, member by member. */
    public Sheet sheet() {
        try {
            return new Sheet((ObjectNode) JSON.readTree(definition));
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    /** What it says, as a provider. */
    public Provider provider() {
        try {
            return sheet().storedProvider();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(@Nullable Exception cause) {
        return new IllegalStateException("a stored definition cannot be read", cause);
    }
}
