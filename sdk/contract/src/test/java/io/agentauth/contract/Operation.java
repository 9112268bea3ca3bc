// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * One method of a resource, as JAX-RS sees it.
 *
 * @param verb in capitals
 * @param path with placeholders in braces
 * @param inputs where each parameter comes from
 * @param body the type of the JSON body; null if there is none
 * @param answer what the method gives when it succeeds
 */
record Operation(String verb, String path, List<Input> inputs, @Nullable Type body, Type answer) {
    private static final Map<Class<? extends Annotation>, String> VERBS = Map.of(
            GET.class, "GET", POST.class, "POST", PUT.class, "PUT", PATCH.class, "PATCH", DELETE.class, "DELETE");

    /** A parameter; {@code in} is path, query, header or form. */
    record Input(String in, String name) {}

    /** The operation that {@code method} of {@code resource} is, if it is one. */
    static Optional<Operation> of(Class<?> resource, Method method) {
        return VERBS.keySet().stream()
                .filter(method::isAnnotationPresent)
                .findFirst()
                .map(verb -> read(VERBS.get(verb), resource, method));
    }

    private static Operation read(String verb, Class<?> resource, Method method) {
        Path below = method.getAnnotation(Path.class);
        String path = resource.getAnnotation(Path.class).value() + (below == null ? "" : below.value());
        List<Input> inputs = new ArrayList<>();
        Type body = null;
        for (Parameter parameter : method.getParameters()) {
            List<Input> found = inputs(parameter);
            inputs.addAll(found);
            if (found.isEmpty() && !parameter.isAnnotationPresent(Context.class)) {
                body = parameter.getParameterizedType();
            }
        }
        return new Operation(verb, path, List.copyOf(inputs), body, answer(method.getGenericReturnType()));
    }

    /** {@code POST /v1/accounts}: how operations.yaml names it. */
    String key() {
        return verb + " " + path;
    }

    @Override
    public String toString() {
        return key();
    }

    List<String> names(String in) {
        return inputs.stream()
                .filter(input -> input.in().equals(in))
                .map(Input::name)
                .toList();
    }

    private static List<Input> inputs(Parameter parameter) {
        for (Annotation annotation : parameter.getAnnotations()) {
            switch (annotation) {
                case PathParam path -> {
                    return List.of(new Input("path", path.value()));
                }
                case RestPath path -> {
                    return List.of(new Input("path", named(path.value(), parameter.getName())));
                }
                case QueryParam query -> {
                    return List.of(new Input("query", query.value()));
                }
                case RestQuery query -> {
                    return List.of(new Input("query", named(query.value(), parameter.getName())));
                }
                case HeaderParam header -> {
                    return List.of(new Input("header", header.value()));
                }
                case FormParam form -> {
                    return List.of(new Input("form", form.value()));
                }
                case BeanParam _ -> {
                    return Arrays.stream(parameter.getType().getDeclaredFields())
                            .map(Operation::query)
                            .toList();
                }
                default -> {}
            }
        }
        return List.of();
    }

    private static Input query(Field field) {
        return new Input("query", named(field.getAnnotation(RestQuery.class).value(), field.getName()));
    }

    private static String named(String given, String otherwise) {
        return given.isEmpty() ? otherwise : given;
    }

    private static Type answer(Type type) {
        return type instanceof ParameterizedType uni && uni.getRawType() == Uni.class
                ? uni.getActualTypeArguments()[0]
                : type;
    }
}
