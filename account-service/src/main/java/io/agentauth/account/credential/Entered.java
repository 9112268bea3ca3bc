// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What somebody entered, by field. */
public record Entered(Map<String, Sensitive> fields) {
    /** By nobody. */
    public static final Entered NOTHING = new Entered(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    public Entered {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /** From plain texts. */
    static Entered of(Map<String, String> texts) {
        Map<String, Sensitive> fields = new HashMap<>();
        texts.forEach((name, text) -> fields.put(name, Sensitive.of(text)));
        return new Entered(fields);
    }

    /** From plain texts as they were sent; one that is null is not there. */
    public static Entered sent(Map<String, @Nullable String> texts) {
        Map<String, String> there = new HashMap<>();
        texts.forEach((name, text) -> {
            if (text != null) {
                there.put(name, text);
            }
        });
        return of(there);
    }

    /** The same from what is sealed. */
    static Entered from(Sensitive json) {
        try {
            return of(JSON.readValue(json.revealBytes(Reveal.TO_HAND_OUT), TEXTS));
        } catch (IOException e) {
            throw new IllegalStateException("what was sealed is no JSON", e);
        }
    }

    /** As it is sealed. */
    Sensitive toJson() {
        try {
            return Sensitive.of(JSON.writeValueAsBytes(plain(Reveal.TO_SEAL)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }

    /** In plain text, for {@code why}. */
    public Map<String, String> plain(Reveal why) {
        Map<String, String> plain = new TreeMap<>();
        fields.forEach((name, secret) -> plain.put(name, secret.reveal(why)));
        return plain;
    }
}
