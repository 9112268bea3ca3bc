// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** server.py as a process, and its control side. */
final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENING = "listening ";

    private final @Nullable Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;

    private ScriptedServer(@Nullable Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** One that somebody else started. */
    static ScriptedServer at(URI address) {
        return new ScriptedServer(null, address);
    }

    static ScriptedServer start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Tool.PYTHON.require(), folder.resolve("server.py").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        if (line == null || !line.startsWith(LISTENING)) {
            process.destroy();
            throw new IOException("the scripted server says: " + line);
        }
        return new ScriptedServer(process, URI.create("http://127.0.0.1:" + line.substring(LISTENING.length())));
    }

    URI address() {
        return address;
    }

    List<String> scenarios() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        ask("scenarios", null)
                .forEach(scenario -> names.add(scenario.path("name").asText()));
        return names;
    }

    /** The scenarios in which the caller cancels. */
    List<String> cancelling() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode scenario : ask("scenarios", null)) {
            for (JsonNode call : scenario.path("calls")) {
                if (call.has("cancel_after_requests")) {
                    names.add(scenario.path("name").asText());
                    break;
                }
            }
        }
        return names;
    }

    /** What is wrong with each scenario in the run of that name: nothing, where it was played as it should be. */
    Map<String, List<String>> report(String run) throws IOException, InterruptedException {
        Map<String, List<String>> report = new LinkedHashMap<>();
        for (JsonNode scenario : ask("report/" + run, null)) {
            report.put(scenario.path("scenario").asText(), texts(scenario.path("failures")));
        }
        return report;
    }

    /** Begins a scenario for a program that knows nothing of scenarios. */
    Performance begin(String scenario) throws IOException, InterruptedException {
        JsonNode begun = ask("begin", Map.of("run", "a program", "scenario", scenario));
        return new Performance(
                begun.path("session").asText(), begun.path("base_url").asText());
    }

    /** What was wrong with the program's requests. */
    List<String> end(Performance performance) throws IOException, InterruptedException {
        return texts(ask("end/" + performance.session(), Map.of("requests_only", true))
                .path("failures"));
    }

    record Performance(String session, String baseUrl) {}

    JsonNode ask(String what, Object body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/control/" + what));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        return JSON.readTree(
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** It ends with its input. */
    @Override
    public void close() throws IOException {
        if (process != null) {
            process.getOutputStream().close();
        }
        http.close();
    }
}
