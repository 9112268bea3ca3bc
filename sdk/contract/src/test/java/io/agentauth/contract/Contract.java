// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.contract.Operation.Input;
import io.agentauth.contract.Said.Prose;
import io.agentauth.problems.ProblemType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The OpenAPI 3.1 document. */
final class Contract {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final List<String> OF_BODIES =
            List.of("malformed_json", "unknown_field", "invalid_field", "unsupported_media_type", "too_large");

    private final Said said;
    private final Schemas schemas = new Schemas();
    private final Map<String, ObjectNode> problems = new TreeMap<>();

    Contract(Said said) {
        this.said = said;
    }

    ObjectNode document(List<Operation> operations) {
        ObjectNode document = NODES.objectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Agent Auth")
                .put("version", "0.1.0")
                .put("description", "Connect the accounts of your users, and have a token for them that is valid now.")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers")
                .addObject()
                .put("url", "http://localhost:8080")
                .put("description", "The gateway of a local stack");
        document.putArray("security").addObject().putArray("api_key");
        ArrayNode tags = document.putArray("tags");
        said.operations().values().stream().map(Prose::tag).distinct().sorted().forEach(tag -> tags.addObject()
                .put("name", tag));
        ObjectNode paths = document.putObject("paths");
        operations.forEach(operation -> paths.withObjectProperty(operation.path())
                .set(operation.verb().toLowerCase(Locale.ROOT), one(operation)));
        document.set("components", components());
        return document;
    }

    /** The codes that {@code operation} may answer, those of every operation included. */
    Set<String> problems(Operation operation) {
        Prose prose = said.about(operation);
        Set<String> codes = new TreeSet<>(said.problems());
        codes.addAll(prose.problems());
        if (operation.body() != null) {
            codes.addAll(OF_BODIES);
        }
        if (prose.permission() != null) {
            codes.add("permission_denied");
        }
        if (operation.names("header").contains(IDEMPOTENCY_KEY)) {
            codes.add("idempotency_conflict");
        }
        if (!operation.names("path").isEmpty()) {
            codes.add("not_found");
        }
        if (!operation.names("query").isEmpty()) {
            codes.add("invalid_field");
        }
        return codes;
    }

    private ObjectNode one(Operation operation) {
        Prose prose = said.about(operation);
        ObjectNode node = NODES.objectNode().put("operationId", prose.id()).put("summary", prose.summary());
        node.put("description", description(prose));
        node.putArray("tags").add(prose.tag());
        if (operation.path().startsWith("/oauth/")) {
            // Its form carries the key.
            node.putArray("security");
        }
        parameters(operation, node);
        body(operation, prose, node);
        ObjectNode responses = node.putObject("responses");
        ObjectNode schema = answer(operation, prose);
        for (int status : prose.status()) {
            ObjectNode response = responses.putObject(Integer.toString(status)).put("description", prose.summary());
            headers(response);
            ObjectNode content = response.putObject("content").putObject(prose.media());
            content.set("schema", schema.deepCopy());
            content.set("example", prose.example());
        }
        byStatus(problems(operation))
                .forEach((status, codes) -> responses.set(Integer.toString(status), problem(codes)));
        return node;
    }

    private static String description(Prose prose) {
        String needs = prose.permission() == null ? "" : "Needs a key with `" + prose.permission() + "`.";
        return Stream.of(prose.description() == null ? "" : prose.description().strip(), needs)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private void parameters(Operation operation, ObjectNode node) {
        ArrayNode parameters = NODES.arrayNode();
        for (Input input : operation.inputs()) {
            if (input.in().equals("form") || input.name().equals("Authorization")) {
                continue;
            }
            ObjectNode parameter =
                    parameters.addObject().put("name", input.name()).put("in", input.in());
            parameter.put("required", input.in().equals("path"));
            parameter.put("description", said.parameters().getOrDefault(input.name(), ""));
            parameter.putObject("schema").put("type", input.name().equals("limit") ? "integer" : "string");
        }
        if (!parameters.isEmpty()) {
            node.set("parameters", parameters);
        }
    }

    private void body(Operation operation, Prose prose, ObjectNode node) {
        List<String> form = operation.names("form");
        if (operation.body() == null && form.isEmpty()) {
            return;
        }
        ObjectNode body = node.putObject("requestBody");
        body.put("required", !prose.required().isEmpty());
        ObjectNode content = body.putObject("content")
                .putObject(form.isEmpty() ? "application/json" : "application/x-www-form-urlencoded");
        if (operation.body() instanceof Class<?> type) {
            content.set("schema", schemas.body(type, prose.required()));
        } else {
            ObjectNode schema = content.putObject("schema").put("type", "object");
            prose.required().forEach(schema.putArray("required")::add);
            ObjectNode properties = schema.putObject("properties");
            form.forEach(name -> properties.putObject(name).put("type", "string"));
        }
        content.set("example", prose.request());
    }

    private ObjectNode answer(Operation operation, Prose prose) {
        if (prose.schema() != null) {
            return (ObjectNode) prose.schema();
        }
        try {
            return schemas.answer(prose.type() == null ? operation.answer() : Class.forName(prose.type()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<Integer, Set<String>> byStatus(Set<String> codes) {
        return codes.stream()
                .collect(Collectors.groupingBy(
                        code -> ProblemType.find(code)
                                .orElseThrow(() -> new IllegalStateException("there is no problem " + code))
                                .status(),
                        TreeMap::new,
                        Collectors.toCollection(TreeSet::new)));
    }

    /** The same codes are described once. */
    private ObjectNode problem(Set<String> codes) {
        String name = codes.stream().map(Contract::camelCase).collect(Collectors.joining("Or"));
        problems.computeIfAbsent(name, _ -> described(codes));
        return NODES.objectNode().put("$ref", "#/components/responses/" + name);
    }

    private static String camelCase(String code) {
        return Stream.of(code.split("_"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static ObjectNode described(Set<String> codes) {
        ObjectNode response = NODES.objectNode().put("description", String.join(", ", codes));
        headers(response);
        ObjectNode json = response.putObject("content").putObject("application/problem+json");
        ArrayNode both = json.putObject("schema").putArray("allOf");
        both.addObject().put("$ref", "#/components/schemas/Problem");
        ArrayNode words = both.addObject()
                .put("type", "object")
                .putObject("properties")
                .putObject("code")
                .putArray("enum");
        codes.forEach(words::add);
        return response;
    }

    private static void headers(ObjectNode response) {
        response.putObject("headers").putObject("X-Request-Id").put("$ref", "#/components/headers/X-Request-Id");
    }

    private ObjectNode components() {
        ObjectNode components = NODES.objectNode();
        components
                .putObject("securitySchemes")
                .putObject("api_key")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "An API key, or a token that POST /oauth/token gave for one.");
        components
                .putObject("headers")
                .putObject("X-Request-Id")
                .put("description", "Quote it when you ask for help.")
                .putObject("schema")
                .put("type", "string");
        ObjectNode all = components.putObject("schemas");
        schemas.named().forEach(all::set);
        all.set("Problem", problem());
        ObjectNode responses = components.putObject("responses");
        problems.forEach(responses::set);
        return components;
    }

    private static ObjectNode problem() {
        ObjectNode problem = NODES.objectNode().put("type", "object");
        problem.put("description", "RFC 9457. Switch on code; docs/errors.md has a section for each.");
        Stream.of("type", "title", "status", "code", "request_id").forEach(problem.putArray("required")::add);
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("type").put("type", "string").put("format", "uri-reference");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer");
        properties.putObject("detail").put("type", "string");
        ArrayNode codes = properties.putObject("code").put("type", "string").putArray("examples");
        codes.add("not_found");
        properties.putObject("request_id").put("type", "string");
        ObjectNode error = properties.putObject("errors").put("type", "array").putObject("items");
        ObjectNode members = error.put("type", "object").putObject("properties");
        members.putObject("field").put("type", "string");
        members.putObject("message").put("type", "string");
        properties.putObject("reauth_url").put("type", "string").put("format", "uri");
        ObjectNode provider = properties.putObject("provider_error").put("type", "object");
        ObjectNode said = provider.putObject("properties");
        Stream.of("provider", "error", "error_description")
                .forEach(name -> said.putObject(name).put("type", "string"));
        said.putObject("status").put("type", "integer");
        return problem;
    }
}
