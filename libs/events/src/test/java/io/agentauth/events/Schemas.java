// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of an event, from its record. */
final class Schemas {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Schemas() {}

    static String of(Class<? extends AgentAuthEvent> type) throws Exception {
        ObjectNode schema = MAPPER.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:" + EventTypes.nameOf(type));
        schema.put("title", type.getSimpleName());
        object(schema, type);
        return MAPPER.writeValueAsString(schema) + "\n";
    }

    /** Without where it comes from: for a document that has it inside. */
    static ObjectNode within(Class<?> type) throws Exception {
        ObjectNode schema = MAPPER.createObjectNode();
        object(schema, type);
        return schema;
    }

    private static void object(ObjectNode schema, Class<?> type) throws Exception {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            ObjectNode property = properties.putObject(name(component));
            property(property, component.getType());
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                // Of a later release: null where there is none, and not there in older events.
                String alone = property.path("type").asText();
                property.putArray("type").add(alone).add("null");
            } else {
                required.add(name(component));
            }
        }
    }

    private static void property(ObjectNode property, Class<?> type) throws Exception {
        if (type == String.class) {
            property.put("type", "string").put("pattern", "^[a-z0-9][a-z0-9_.-]{0,39}$");
        } else if (type == long.class) {
            property.put("type", "integer");
        } else if (type == Instant.class) {
            property.put("type", "string").put("format", "date-time");
        } else if (type == Actor.class) {
            property.put("type", "object");
            ObjectNode properties = property.putObject("properties");
            var kinds = properties.putObject("kind").put("type", "string").putArray("enum");
            for (Actor.Kind kind : Actor.Kind.values()) {
                kinds.add(MAPPER.valueToTree(kind).asText());
            }
            properties.putObject("key_id").putArray("type").add("string").add("null");
            property.putArray("required").add("kind").add("key_id");
        } else {
            property.put("type", "string")
                    .put("pattern", "^" + type.getField("PREFIX").get(null) + "_[0-7][0-9a-hjkmnp-tv-z]{25}$");
        }
    }

    private static String name(RecordComponent component) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
    }
}
