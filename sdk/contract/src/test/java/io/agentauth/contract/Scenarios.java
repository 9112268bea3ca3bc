// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the scenarios that every SDK plays have been sent, as sdk/conformance/README.md describes them. */
final class Scenarios {
    private static final Path FOLDER = Path.of("../conformance/scenarios");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request that has to come; the path without what is only known when it comes. */
    private record Request(String method, String path, JsonNode query, JsonNode body) {}

    private final List<Request> requests = new ArrayList<>();

    private Scenarios() {}

    static Scenarios read() {
        Scenarios scenarios = new Scenarios();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                for (JsonNode scenario : JSON.readTree(file.toFile())) {
                    scenarios.add(scenario);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return scenarios;
    }

    /** The members of the query, or dotted those of the body, with which {@code verb} at {@code path} is asked; what has no method of its own is not counted. */
    Set<String> asked(String verb, String path) {
        Pattern wanted = Pattern.compile(path.replaceAll("\\{\\w+}", "[^/]+"));
        Set<String> members = new HashSet<>();
        requests.stream()
                .filter(request -> request.method().equals(verb)
                        && wanted.matcher(request.path()).matches())
                .forEach(request -> {
                    members.add("");
                    request.query().fieldNames().forEachRemaining(name -> members.add("?" + name));
                    name("", request.body(), members);
                });
        return members;
    }

    private static void name(String before, JsonNode body, Set<String> into) {
        body.properties().forEach(member -> {
            into.add(before + member.getKey());
            name(before + member.getKey() + ".", member.getValue(), into);
        });
    }

    private void add(JsonNode scenario) throws IOException {
        if (scenario.path("calls").findValuesAsText("do").contains("request")) {
            return;
        }
        if (!scenario.has("each")) {
            addAll(scenario);
        }
        for (JsonNode row : scenario.path("each")) {
            String filled = scenario.path("exchanges").toString();
            for (var variable : row.properties()) {
                String text = variable.getValue().toString();
                filled = filled.replace("\"${" + variable.getKey() + "}\"", text)
                        .replace("${" + variable.getKey() + "}", text.replaceAll("^\"|\"$", ""));
            }
            addAll(JSON.createObjectNode().set("exchanges", JSON.readTree(filled)));
        }
    }

    private void addAll(JsonNode scenario) {
        for (JsonNode exchange : scenario.path("exchanges")) {
            JsonNode request = exchange.path("request");
            if (request.isObject()) {
                requests.add(new Request(
                        request.path("method").asText(),
                        request.path("path").asText(),
                        request.path("query"),
                        request.path("body")));
            }
        }
    }
}
