// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of an API its callers of before would miss. What they send must still be taken, and what they read must still be there, of the same type. More
 * operations, more that may be sent, more members, words and codes in answers break nothing: callers are told to ignore what they do not know.
 */
final class Breaks {
    private static final int DEPTH_MAX = 12;

    private final JsonNode before;
    private final JsonNode now;
    private final List<String> found = new ArrayList<>();

    private Breaks(JsonNode before, JsonNode now) {
        this.before = before;
        this.now = now;
    }

    /** One sentence for each. */
    static List<String> between(JsonNode before, JsonNode now) {
        Breaks breaks = new Breaks(before, now);
        before.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(verb -> breaks.operation(path.getKey(), verb.getKey(), verb.getValue())));
        return breaks.found;
    }

    private void operation(String path, String verb, JsonNode was) {
        String name = verb.toUpperCase(java.util.Locale.ROOT) + " " + path;
        JsonNode is = now.path("paths").path(path).path(verb);
        if (is.isMissingNode()) {
            found.add(name + " is gone");
            return;
        }
        if (!was.path("operationId").equals(is.path("operationId"))) {
            found.add(name + " has another name");
        }
        parameters(name, was, is);
        body(name, was.path("requestBody"), is.path("requestBody"));
        answers(name, was.path("responses"), is.path("responses"));
    }

    private void parameters(String name, JsonNode was, JsonNode is) {
        Map<String, JsonNode> then = parameters(was);
        Map<String, JsonNode> today = parameters(is);
        then.forEach((key, parameter) -> {
            JsonNode same = today.get(key);
            if (same == null) {
                found.add(name + ": " + key + " is gone");
            } else {
                sent(name + ": " + key, parameter.path("schema"), same.path("schema"), 0);
            }
        });
        today.forEach((key, parameter) -> {
            JsonNode same = then.get(key);
            if (parameter.path("required").asBoolean()
                    && (same == null || !same.path("required").asBoolean())) {
                found.add(name + ": " + key + " is required now");
            }
        });
    }

    private static Map<String, JsonNode> parameters(JsonNode operation) {
        Map<String, JsonNode> all = new HashMap<>();
        operation
                .path("parameters")
                .forEach(parameter -> all.put(
                        parameter.path("in").asText() + " parameter "
                                + parameter.path("name").asText(),
                        parameter));
        return all;
    }

    private void body(String name, JsonNode was, JsonNode is) {
        if (!was.path("required").asBoolean() && is.path("required").asBoolean()) {
            found.add(name + ": the body is required now");
        }
        was.path("content").properties().forEach(media -> {
            JsonNode same = is.path("content").path(media.getKey());
            if (same.isMissingNode()) {
                found.add(name + ": a body of " + media.getKey() + " is not taken any more");
            } else {
                sent(name + " body", media.getValue().path("schema"), same.path("schema"), 0);
            }
        });
    }

    private void answers(String name, JsonNode was, JsonNode is) {
        was.properties().forEach(status -> {
            JsonNode then = resolved(before, status.getValue());
            JsonNode today = resolved(now, is.path(status.getKey()));
            boolean success = status.getKey().startsWith("2");
            if (today.isMissingNode()) {
                if (success) {
                    found.add(name + " answers " + status.getKey() + " no more");
                }
                return;
            }
            then.path("content").properties().forEach(media -> {
                JsonNode same = today.path("content").path(media.getKey());
                if (same.isMissingNode()) {
                    found.add(name + " " + status.getKey() + " is no " + media.getKey() + " any more");
                } else {
                    read(name + " " + status.getKey(), media.getValue().path("schema"), same.path("schema"), 0);
                }
            });
        });
    }

    /** What callers send: no type less, no word less, no member less, none required more. */
    private void sent(String where, JsonNode wasRef, JsonNode isRef, int depth) {
        JsonNode was = resolved(before, wasRef);
        JsonNode is = resolved(now, isRef);
        if (depth > DEPTH_MAX) {
            return;
        }
        if (!is.path("type").isMissingNode() && !types(is).containsAll(types(was))) {
            found.add(where + " has another type");
        }
        if (is.has("enum") && !(was.has("enum") && words(is).containsAll(words(was)))) {
            found.add(where + " takes fewer words");
        }
        Set<String> required = words(is.path("required"));
        required.removeAll(words(was.path("required")));
        required.forEach(member -> found.add(where + "." + member + " is required now"));
        was.path("properties").properties().forEach(member -> {
            JsonNode same = is.path("properties").path(member.getKey());
            if (!same.isMissingNode()) {
                sent(where + "." + member.getKey(), member.getValue(), same, depth + 1);
            } else if (!is.path("additionalProperties").asBoolean(true)) {
                found.add(where + "." + member.getKey() + " is gone");
            }
        });
        if (was.has("items") && is.has("items")) {
            sent(where + "[]", was.path("items"), is.path("items"), depth + 1);
        }
    }

    /** What callers read: no member less, none that may be missing now, none of another type. */
    private void read(String where, JsonNode wasRef, JsonNode isRef, int depth) {
        JsonNode was = resolved(before, wasRef);
        JsonNode is = resolved(now, isRef);
        if (depth > DEPTH_MAX) {
            return;
        }
        if (!was.path("type").isMissingNode() && !types(was).containsAll(types(is))) {
            found.add(where + " has another type");
        }
        Set<String> missing = words(was.path("required"));
        missing.removeAll(words(is.path("required")));
        missing.forEach(member -> found.add(where + "." + member + " may be missing now"));
        was.path("properties").properties().forEach(member -> {
            JsonNode same = is.path("properties").path(member.getKey());
            if (same.isMissingNode()) {
                found.add(where + "." + member.getKey() + " is gone");
            } else {
                read(where + "." + member.getKey(), member.getValue(), same, depth + 1);
            }
        });
        if (was.has("items")) {
            read(where + "[]", was.path("items"), is.path("items"), depth + 1);
        }
        if (was.path("anyOf").isArray()) {
            read(
                    where,
                    was.path("anyOf").get(0),
                    is.path("anyOf").isArray() ? is.path("anyOf").get(0) : is,
                    depth + 1);
        }
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    /** {@code null} is a type among others; so is what one of {@code anyOf} has. */
    private Set<String> types(JsonNode schema) {
        Set<String> types = new HashSet<>();
        Stream.concat(Stream.of(schema), schema.path("anyOf").valueStream()).forEach(one -> {
            JsonNode type = resolved(now, one).path("type");
            if (type.isTextual()) {
                types.add(type.asText());
            }
            type.forEach(each -> types.add(each.asText()));
        });
        return types;
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new HashSet<>();
        (list.has("enum") ? list.path("enum") : list).forEach(word -> words.add(word.asText()));
        return words;
    }
}
