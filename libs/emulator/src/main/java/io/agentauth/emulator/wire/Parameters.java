// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The parameters of a request, from its query, form or JSON body; an empty value counts as absent (RFC 6749 §3.1). */
public final class Parameters {
    private static final int PARAMETERS_MAX = 100;

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** From {@code a=b&c=d}. */
    public static Parameters form(String encoded) {
        return new Parameters(
                new QueryStringDecoder(encoded, StandardCharsets.UTF_8, false, PARAMETERS_MAX).parameters());
    }

    /** From the members of a JSON object. */
    public static Parameters json(JsonNode object) {
        Map<String, List<String>> values = new HashMap<>();
        object.properties()
                .forEach(member ->
                        values.put(member.getKey(), List.of(member.getValue().asText())));
        return new Parameters(values);
    }

    public Optional<String> find(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    public String get(String name) {
        return find(name).orElse("");
    }

    /** All values of a parameter that may come several times, as a form's check boxes do. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Takes every value of every parameter, empty ones too. */
    public void each(BiConsumer<String, String> taking) {
        values.forEach((name, all) -> all.forEach(value -> taking.accept(name, value)));
    }

    /** Whether any parameter comes twice (RFC 6749 §3.2: it must not). */
    public boolean anyTwice() {
        return values.values().stream().anyMatch(list -> list.size() > 1);
    }
}
