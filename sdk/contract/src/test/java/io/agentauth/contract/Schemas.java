// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.problems.ProblemJson;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON Schemas (2020-12) of records, as the services' own mapper writes and reads them. */
final class Schemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = ProblemJson.mapper();

    private final Map<String, ObjectNode> named = new TreeMap<>();
    private final Map<String, Class<?>> owners = new HashMap<>();

    /** Those that others refer to, by name. */
    Map<String, ObjectNode> named() {
        return named;
    }

    /** What a service answers: every member is there. A class of one resource alone gets no name. */
    ObjectNode answer(Type type) {
        boolean shared = !(type instanceof Class<?> plain) || plain.isRecord() && plain.getEnclosingClass() == null;
        return shared ? of(type, Map.of()) : object((Class<?>) type, Map.of());
    }

    /** Gives {@code schema} a name, and what refers to it. */
    ObjectNode name(String name, ObjectNode schema) {
        named.put(name, schema);
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    /** What a service reads: members may be missing but for {@code required}, and there are no others. A missing member and null are the same. */
    ObjectNode body(Class<?> type, Collection<String> required) {
        ObjectNode schema = typed("object");
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nested = component.getType().isRecord()
                    && valueMethod(component.getType()).isEmpty();
            properties.set(
                    member(component),
                    nested ? body(component.getType(), List.of()) : of(component.getGenericType(), Map.of()));
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode of(Type type, Map<TypeVariable<?>, Type> bound) {
        return switch (type) {
            case TypeVariable<?> variable -> of(bound.getOrDefault(variable, Object.class), bound);
            case ParameterizedType generic -> ofGeneric(generic, bound);
            case Class<?> plain -> ofClass(plain);
            default -> NODES.objectNode();
        };
    }

    private ObjectNode ofGeneric(ParameterizedType type, Map<TypeVariable<?>, Type> bound) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (Map.class.isAssignableFrom(raw)) {
            ObjectNode map = typed("object");
            map.set("additionalProperties", of(last, bound));
            return map;
        }
        if (Collection.class.isAssignableFrom(raw)) {
            ObjectNode list = typed("array");
            list.set("items", of(last, bound));
            return list;
        }
        if (raw == Optional.class) {
            return orNull(of(last, bound));
        }
        Map<TypeVariable<?>, Type> arguments = new HashMap<>();
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
            arguments.put(raw.getTypeParameters()[i], type.getActualTypeArguments()[i]);
        }
        return object(raw, arguments);
    }

    private ObjectNode ofClass(Class<?> type) {
        if (type == String.class || valueMethod(type).isPresent() && !type.isEnum()) {
            return id(type);
        }
        if (type == Instant.class) {
            return typed("string").put("format", "date-time");
        }
        if (type == URI.class) {
            return typed("string").put("format", "uri-reference");
        }
        if (type == boolean.class || type == Boolean.class) {
            return typed("boolean");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return typed("integer");
        }
        if (type.isEnum()) {
            ObjectNode words = typed("string");
            ArrayNode values = words.putArray("enum");
            Arrays.stream(type.getEnumConstants())
                    .map(constant -> MAPPER.convertValue(constant, String.class))
                    .forEach(values::add);
            return words;
        }
        return type.isRecord() ? reference(type) : NODES.objectNode();
    }

    private ObjectNode id(Class<?> type) {
        ObjectNode text = typed("string");
        try {
            return text.put("pattern", "^" + type.getField("PREFIX").get(null) + "_[0-9a-z]{26}$");
        } catch (ReflectiveOperationException _) {
            return text;
        }
    }

    private ObjectNode reference(Class<?> type) {
        String name = name(type);
        Class<?> owner = owners.putIfAbsent(name, type);
        if (owner != null && owner != type) {
            throw new IllegalStateException(owner + " and " + type + " would both be called " + name);
        }
        if (owner == null) {
            named.put(name, object(type, Map.of()));
        }
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static String name(Class<?> type) {
        String own = type.getSimpleName().replaceAll("(?<=.)(View|Answer)$", "");
        Class<?> outer = type.getEnclosingClass();
        boolean alone = outer == null || !own.matches("Asked|Field|Client|Settings|Life|Checked|RateLimit");
        return alone ? own : outer.getSimpleName().replaceAll("(View|Answer)$", "") + own;
    }

    private ObjectNode object(Class<?> type, Map<TypeVariable<?>, Type> bound) {
        ObjectNode schema = typed("object");
        ObjectNode properties = NODES.objectNode();
        ArrayNode required = NODES.arrayNode();
        addTo(properties, required, type, bound);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.set("properties", properties);
        return schema;
    }

    private void addTo(ObjectNode properties, ArrayNode required, Class<?> type, Map<TypeVariable<?>, Type> bound) {
        if (!type.isRecord()) {
            getters(type).forEach((name, getter) -> {
                properties.set(name, of(getter.getGenericReturnType(), bound));
                required.add(name);
            });
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            AnnotatedElement accessor = component.getAccessor();
            if (accessor.isAnnotationPresent(JsonUnwrapped.class)) {
                addTo(properties, required, component.getType(), bound);
                continue;
            }
            ObjectNode schema = accessor.isAnnotationPresent(JsonRawValue.class)
                    ? typed("object")
                    : of(component.getGenericType(), bound);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean leftOut = nullable
                    && (type.isAnnotationPresent(JsonInclude.class) || accessor.isAnnotationPresent(JsonInclude.class));
            properties.set(member(component), nullable && !leftOut ? orNull(schema) : schema);
            if (!leftOut) {
                required.add(member(component));
            }
        }
    }

    private static Map<String, Method> getters(Class<?> type) {
        Map<String, Method> getters = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().startsWith("get")) {
                getters.put(snake(method.getName().substring(3)), method);
            }
        }
        return getters;
    }

    private static String member(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null ? snake(component.getName()) : property.value();
    }

    private static String snake(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Optional<Method> valueMethod(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(JsonValue.class))
                .findFirst();
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            ObjectNode open = schema.deepCopy();
            open.putArray("type").add(schema.get("type").asText()).add("null");
            if (open.path("enum") instanceof ArrayNode words) {
                words.addNull();
            }
            return open;
        }
        if (schema.isEmpty()) {
            return schema;
        }
        ObjectNode either = NODES.objectNode();
        either.putArray("anyOf").add(schema).add(typed("null"));
        return either;
    }
}
