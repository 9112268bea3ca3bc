// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.chart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads an object as the API server's types say, and finds fields that they do not have. */
final class Strict {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private Strict() {}

    /** The paths of unknown fields. A value of the wrong type is an exception. */
    static List<String> unknownFields(String yaml) {
        Object object = SERIALIZATION.unmarshal(yaml);
        if (object instanceof GenericKubernetesResource generic) {
            throw new IllegalArgumentException(
                    "no type is known for " + generic.getApiVersion() + " " + generic.getKind());
        }
        List<String> unknown = new ArrayList<>();
        walk("", object, unknown);
        return unknown;
    }

    private static void walk(String path, Object value, List<String> unknown) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, each) -> walk(path + "." + key, each, unknown));
            case Collection<?> list -> list.forEach(each -> walk(path + "[]", each, unknown));
            case Object other
            when other.getClass().getName().startsWith("io.fabric8.")
                    && !other.getClass().isEnum() -> fields(path, other, unknown);
            case null, default -> {}
        }
    }

    private static void fields(String path, Object object, List<String> unknown) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    Object value = read(field, object);
                    if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> more) {
                        more.keySet().forEach(key -> unknown.add(path + "." + key));
                    } else if (value != null) {
                        walk(path + "." + field.getName(), value, unknown);
                    }
                }
            }
        }
    }

    private static Object read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
