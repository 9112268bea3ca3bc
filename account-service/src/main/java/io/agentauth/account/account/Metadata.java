// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an application notes at an account: an object of its own, within limits. */
@ApplicationScoped
class Metadata {
    private static final String FIELD = "metadata";
    private static final int KEYS_MAX = 50;
    private static final int KEY_CHARS_MAX = 64;
    private static final int BYTES_MAX = 16 * 1024;
    private static final int DEPTH_MAX = 8;

    private final ObjectMapper json;

    @Inject
    Metadata(ObjectMapper json) {
        this.json = json;
    }

    /** Those members of {@code sent} that have a value. */
    Map<String, Object> of(@Nullable Map<String, Object> sent) {
        return sent == null ? Map.of() : changed(Map.of(), sent);
    }

    /** {@code old} with the members of {@code changes}: a null removes one. */
    Map<String, Object> changed(Map<String, Object> old, Map<String, Object> changes) {
        Map<String, Object> result = new LinkedHashMap<>(old);
        changes.forEach((key, value) -> {
            Input.required(FIELD, key, KEY_CHARS_MAX);
            if (value == null) {
                result.remove(key);
            } else {
                requireStorable(value, DEPTH_MAX);
                result.put(key, value);
            }
        });
        if (result.size() > KEYS_MAX) {
            throw ProblemException.invalidField(FIELD, "It has at most " + KEYS_MAX + " members.");
        }
        if (bytes(result) > BYTES_MAX) {
            throw ProblemException.invalidField(FIELD, "As JSON it has at most " + BYTES_MAX + " bytes.");
        }
        return result;
    }

    private int bytes(Map<String, Object> metadata) {
        try {
            return json.writeValueAsString(metadata).getBytes(StandardCharsets.UTF_8).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metadata cannot be written", e);
        }
    }

    private static void requireStorable(@Nullable Object value, int depth) {
        if (depth == 0) {
            throw ProblemException.invalidField(FIELD, "It is nested at most " + DEPTH_MAX + " deep.");
        }
        switch (value) {
            case String text -> Input.storable(FIELD, text);
            case List<?> list -> list.forEach(item -> requireStorable(item, depth - 1));
            case Map<?, ?> map ->
                map.forEach((key, item) -> {
                    Input.storable(FIELD, key.toString());
                    requireStorable(item, depth - 1);
                });
            case null, default -> {
                // Numbers, booleans and null can always be stored.
            }
        }
    }
}
