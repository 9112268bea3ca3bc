// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * What callback-gateway serves to a browser; pages.yaml has them by verb and path.
 *
 * @param parameters those in the path, with what they are
 * @param query those that matter in the query
 * @param form what the page's own form sends, beside what the provider asks for
 * @param answers by status
 * @param limited whether a client that asks too often, or while a service is away, is told to come back
 */
record Page(
        String id,
        String summary,
        @Nullable String description,
        Map<String, String> parameters,
        @Nullable Map<String, String> query,
        @Nullable Map<String, String> form,
        Map<String, String> answers,
        @JsonProperty("limited") @Nullable Boolean limited) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TAG = "pages";

    Page {
        query = Objects.requireNonNullElse(query, Map.of());
        form = Objects.requireNonNullElse(form, Map.of());
        Map<String, String> all = new TreeMap<>(answers);
        if (limited == null || limited) {
            all.put("429", "Too many requests from this address; the page says to come back");
            all.put("503", "A service is away; the page says to come back, and nothing was spent");
        }
        answers = all;
    }

    /** All of them, in the order of the file. */
    static Map<String, Page> all() {
        try (InputStream file = Page.class.getResourceAsStream("/pages.yaml")) {
            Map<String, Object> read = new Yaml().load(file);
            Map<String, Page> pages = new LinkedHashMap<>();
            JsonMapper json = JsonMapper.builder().build();
            read.forEach((key, page) -> pages.put(key, json.convertValue(page, Page.class)));
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As OpenAPI has it. */
    ObjectNode operation() {
        ObjectNode node = NODES.objectNode().put("operationId", id).put("summary", summary);
        node.put("description", Objects.requireNonNullElse(description, ""));
        node.putArray("tags").add(TAG);
        // The person in front of the browser has no key.
        node.putArray("security");
        ArrayNode inputs = node.putArray("parameters");
        parameters.forEach((name, what) -> input(inputs, "path", name, what).put("required", true));
        query.forEach((name, what) -> input(inputs, "query", name, what).put("required", false));
        if (!form.isEmpty()) {
            ObjectNode schema = node.putObject("requestBody")
                    .put("required", true)
                    .putObject("content")
                    .putObject("application/x-www-form-urlencoded")
                    .putObject("schema")
                    .put("type", "object");
            schema.putArray("required").add("state");
            ObjectNode properties = schema.putObject("properties");
            form.forEach((name, what) ->
                    properties.putObject(name).put("type", "string").put("description", what));
            schema.putObject("patternProperties").putObject("^field_").put("type", "string");
        }
        ObjectNode responses = node.putObject("responses");
        answers.forEach((status, what) -> responses.set(status, answer(status, what)));
        if (Boolean.FALSE.equals(limited)) {
            // No page of ours: the problem that it is.
            ((ObjectNode) responses.path("404")).remove("content");
        }
        return node;
    }

    private static ObjectNode input(ArrayNode inputs, String in, String name, String what) {
        ObjectNode input = inputs.addObject().put("name", name).put("in", in).put("description", what);
        input.putObject("schema").put("type", "string");
        return input;
    }

    private static ObjectNode answer(String status, String what) {
        ObjectNode answer = NODES.objectNode().put("description", what);
        ObjectNode headers = answer.putObject("headers");
        ResponseHeaders.refer(headers, "X-Request-Id");
        if (status.equals("303")) {
            ResponseHeaders.refer(headers, "Location");
            return answer;
        }
        if (status.matches("409|429|503")) {
            ResponseHeaders.refer(headers, "Retry-After");
        }
        answer.putObject("content").putObject("text/html").putObject("schema").put("type", "string");
        return answer;
    }
}
