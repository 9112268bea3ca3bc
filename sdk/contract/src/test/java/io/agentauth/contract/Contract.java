// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.contract.Operation.Input;
import io.agentauth.contract.Said.Prose;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Paging;
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
    private static final List<String> OF_BODIES = List.of(
            "malformed_json",
            "unknown_field",
            "invalid_field",
            "invalid_request",
            "unsupported_media_type",
            "too_large");

    private static final Set<String> BAD_BODY =
            Set.of("malformed_json", "unknown_field", "invalid_field", "invalid_request", "secret_in_url");

    private final Said said;
    private final Map<String, Page> pages = Page.all();
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
                .put("description", said.description().strip())
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers")
                .addObject()
                .put("url", "http://localhost:8080")
                .put("description", "The gateway of a local stack");
        document.putArray("security").addObject().putArray("api_key");
        ArrayNode tags = document.putArray("tags");
        said.tags().forEach((name, what) -> tags.addObject().put("name", name).put("description", what));
        ObjectNode paths = document.putObject("paths");
        operations.forEach(operation -> paths.withObjectProperty(operation.path())
                .set(operation.verb().toLowerCase(Locale.ROOT), one(operation)));
        pages.forEach((key, page) -> paths.withObjectProperty(key.substring(key.indexOf(' ') + 1))
                .set(key.substring(0, key.indexOf(' ')).toLowerCase(Locale.ROOT), page.operation()));
        document.set("components", components());
        ClosedLists.addTo(document, said.values());
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
            // The first request with the key failed at this moment.
            codes.add("conflict");
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
            ResponseHeaders.of(response, status);
            if (prose.isSecret()) {
                ResponseHeaders.refer((ObjectNode) response.path("headers"), "Cache-Control");
            }
            ObjectNode content = response.putObject("content").putObject(prose.media());
            content.set("schema", schema.deepCopy());
            content.set("example", prose.example());
        }
        byStatus(problems(operation))
                .forEach((status, codes) -> responses.set(Integer.toString(status), problem(status, codes)));
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
            schema(parameter.putObject("schema"), input.name());
        }
        if (!parameters.isEmpty()) {
            node.set("parameters", parameters);
        }
    }

    private static void schema(ObjectNode schema, String name) {
        switch (name) {
            case "limit" ->
                schema.put("type", "integer")
                        .put("minimum", 1)
                        .put("maximum", Paging.LIMIT_MAX)
                        .put("default", Paging.LIMIT);
            case "force", "erase" -> schema.put("type", "boolean").put("default", false);
            case "from", "to" -> schema.put("type", "string").put("format", "date-time");
            case IDEMPOTENCY_KEY ->
                schema.put("type", "string").put("minLength", 1).put("maxLength", 255);
            default -> schema.put("type", "string");
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
            ObjectNode schema = (ObjectNode) prose.schema();
            return prose.name() == null ? schema : schemas.name(prose.name(), schema);
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
    private ObjectNode problem(int status, Set<String> codes) {
        String name = name(codes);
        problems.computeIfAbsent(name, _ -> described(status, codes));
        return NODES.objectNode().put("$ref", "#/components/responses/" + name);
    }

    /** Of its codes; what every body can be refused with is one word. */
    private static String name(Set<String> codes) {
        boolean ofBody = codes.containsAll(BAD_BODY);
        return Stream.concat(
                        ofBody ? Stream.of("InvalidBody") : Stream.empty(),
                        codes.stream()
                                .filter(code -> !ofBody || !BAD_BODY.contains(code))
                                .map(Contract::camelCase))
                .collect(Collectors.joining("Or"));
    }

    private static String camelCase(String code) {
        return Stream.of(code.split("_"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static ObjectNode described(int status, Set<String> codes) {
        ObjectNode response = NODES.objectNode().put("description", String.join(", ", codes));
        ResponseHeaders.of(response, status);
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

    private ObjectNode components() {
        ObjectNode components = NODES.objectNode();
        components
                .putObject("securitySchemes")
                .putObject("api_key")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "An API key, or a token that POST /oauth/token gave for one.");
        ResponseHeaders.describe(components);
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
        properties.putObject("limited_until").put("type", "string").put("format", "date-time");
        ObjectNode provider = properties.putObject("provider_error").put("type", "object");
        ObjectNode said = provider.putObject("properties");
        Stream.of("provider", "error", "error_description")
                .forEach(name -> said.putObject(name).put("type", "string"));
        said.putObject("status").put("type", "integer");
        return problem;
    }
}
