// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an account's tokens are asked for with where nobody consents: whom they are for, in the fields of the provider's file. It stands where a
 * refresh token would, in attempts and grants, and is presented like one; presenting it uses nothing up.
 *
 * @param fields by name; none where all accounts are the application's own
 */
public record Order(Map<String, String> fields) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    public Order {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /** As it is sealed: the same for the same fields. */
    public Sensitive toSensitive() {
        try {
            return Sensitive.of(JSON.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }

    /** The same from what was sealed. */
    public static Order from(Sensitive sealed) {
        try {
            return new Order(JSON.readValue(sealed.revealBytes(Reveal.TO_PRESENT_AT_THE_TOKEN_ENDPOINT), TEXTS));
        } catch (IOException e) {
            throw new IllegalStateException("what was sealed is no order", e);
        }
    }

    /** Whose tokens these are, as far as it says: nobody's in particular where there are no fields. */
    public Optional<String> subject() {
        return fields.isEmpty() ? Optional.empty() : Optional.of(String.join(":", fields.values()));
    }

    /** A field may be a person's address. */
    @Override
    public String toString() {
        return "Order" + fields.keySet();
    }
}
