// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the events of now can be read by whoever was written for those of a release, and those of the release by whoever is written for those of now:
 * nothing was taken away, nothing changed its type, and what was added may be missing.
 */
final class Contracts {
    private static final Set<String> FOR_PEOPLE = Set.of("title", "description", "examples");

    private Contracts() {}

    /** What breaks, by event and member; both maps are from the event's type to its schema. */
    static List<String> breaks(Map<String, JsonNode> released, Map<String, JsonNode> now) {
        List<String> breaks = new ArrayList<>();
        released.forEach((type, schema) -> {
            JsonNode current = now.get(type);
            if (current == null) {
                breaks.add(type + " is gone");
            } else {
                object(type, schema, current, breaks);
            }
        });
        return breaks;
    }

    private static void object(String where, JsonNode released, JsonNode now, List<String> breaks) {
        released.path("properties").properties().forEach(member -> {
            String name = where + "." + member.getKey();
            JsonNode current = now.path("properties").path(member.getKey());
            if (current.isMissingNode()) {
                breaks.add(name + " is gone");
            } else if (member.getValue().has("properties")) {
                object(name, member.getValue(), current, breaks);
            } else {
                constraints(name, member.getValue(), current, breaks);
            }
        });
        required(where, names(released), names(now), breaks);
        if (!released.path("type").equals(now.path("type"))) {
            breaks.add(where + " has another type");
        }
    }

    private static void constraints(String name, JsonNode released, JsonNode now, List<String> breaks) {
        Set<String> keywords = new TreeSet<>();
        released.fieldNames().forEachRemaining(keywords::add);
        now.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(FOR_PEOPLE);
        for (String keyword : keywords) {
            if (!released.path(keyword).equals(now.path(keyword))) {
                breaks.add(name + " has another " + keyword);
            }
        }
    }

    private static void required(String where, Set<String> released, Set<String> now, List<String> breaks) {
        released.stream()
                .filter(member -> !now.contains(member))
                .forEach(member -> breaks.add(where + "." + member + " may be missing now"));
        // Events of the release, without it, are still in the topics.
        now.stream()
                .filter(member -> !released.contains(member))
                .forEach(member -> breaks.add(where + "." + member + " is required now"));
    }

    private static Set<String> names(JsonNode schema) {
        Set<String> names = new HashSet<>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        return names;
    }
}
