// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.problems.ProblemJson;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Texts that have one of a few values although their type is no enum. operations.yaml names them as {@code Schema.member},
 * {@code operation.member} or {@code ?parameter}, each with an enum, a constant of a class ({@code Class#CONSTANT}), or the words.
 */
final class ClosedLists {
    private static final ObjectMapper MAPPER = ProblemJson.mapper();

    private ClosedLists() {}

    /** Writes each list where it belongs; fails where there is no such place. */
    static void addTo(ObjectNode document, Map<String, Object> values) {
        values.forEach((place, source) -> {
            List<JsonNode> schemas = find(document, place);
            if (schemas.isEmpty()) {
                throw new IllegalStateException("there is nothing called " + place);
            }
            schemas.forEach(schema -> close((ObjectNode) schema, words(source)));
        });
    }

    private static List<JsonNode> find(ObjectNode document, String place) {
        List<JsonNode> operations = document.path("paths")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .toList();
        if (place.startsWith("?")) {
            return operations.stream()
                    .flatMap(operation -> operation.path("parameters").valueStream())
                    .filter(parameter -> parameter.path("name").asText().equals(place.substring(1)))
                    .filter(parameter -> parameter.path("in").asText().equals("query"))
                    .map(parameter -> parameter.path("schema"))
                    .toList();
        }
        String[] parts = place.split("\\.");
        JsonNode member = document.at("/components/schemas/" + parts[0] + "/properties/" + parts[1]);
        return member.isObject()
                ? List.of(member)
                : operations.stream()
                        .filter(operation ->
                                operation.path("operationId").asText().equals(parts[0]))
                        .flatMap(operation ->
                                operation.path("requestBody").path("content").valueStream())
                        .map(content -> content.at("/schema/properties/" + parts[1]))
                        .filter(JsonNode::isObject)
                        .toList();
    }

    private static void close(ObjectNode schema, List<String> words) {
        ObjectNode of = schema.path("items").isObject() ? (ObjectNode) schema.path("items") : schema;
        ArrayNode list = of.putArray("enum");
        words.forEach(list::add);
        if (of.path("type").isArray()) {
            list.addNull();
        }
    }

    private static List<String> words(Object source) {
        if (source instanceof Collection<?> listed) {
            return listed.stream().map(String::valueOf).toList();
        }
        String[] parts = String.valueOf(source).split("#");
        try {
            Class<?> type = Class.forName(parts[0]);
            return parts.length == 1 ? constants(type) : constant(type, parts[1]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("operations.yaml: " + source, e);
        }
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> MAPPER.convertValue(constant, String.class))
                .toList();
    }

    private static List<String> constant(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        Collection<?> words = (Collection<?>) field.get(null);
        return words.stream().map(String::valueOf).sorted().toList();
    }
}
