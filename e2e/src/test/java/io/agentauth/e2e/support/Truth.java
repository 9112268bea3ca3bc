// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the emulated provider knows, and its switches: see the emulator's control endpoints. */
public final class Truth {
    /** The emulated provider that most tests use. */
    public static final String PROVIDER = "emulator";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI emulator;

    public Truth(URI emulator) {
        this.emulator = emulator;
    }

    /** Replaces the switches of one client; {@code switches} is their JSON. */
    public void behave(String clientId, String switches) {
        var _ = send("PUT", "/_emulator/switches?" + scope(clientId), switches);
    }

    /** The client's requests are answered as the provider's nature is. */
    public void behaveNaturally(String clientId) {
        var _ = send("DELETE", "/_emulator/switches?" + scope(clientId), "");
    }

    /** The counts of one client. */
    public JsonNode counts(String clientId) {
        return send("GET", "/_emulator/truth?" + scope(clientId), "");
    }

    /** How many requests wait at the client's barrier. */
    public long waiting(String clientId) {
        return send("GET", "/_emulator/barrier?" + scope(clientId), "")
                .path("waiting")
                .asLong();
    }

    /** Lets those that wait at the client's barrier go on. */
    public void release(String clientId) {
        var _ = send("POST", "/_emulator/barrier/release?" + scope(clientId), "");
    }

    /** What the provider gave to the person of that name, one for each consent and slot. */
    public List<JsonNode> families(String clientId, String userName) {
        return list(
                send("GET", "/_emulator/truth/families?" + scope(clientId) + "&user_name=" + encode(userName), ""),
                "families");
    }

    /** Every presentation of a code or refresh token of one family, the oldest first. */
    public List<JsonNode> presentations(JsonNode family) {
        return list(
                send(
                        "GET",
                        "/_emulator/truth/presentations?family="
                                + encode(family.path("id").asText()),
                        ""),
                "presentations");
    }

    /** Whether the provider takes the access or refresh token now. */
    public boolean isValid(String token) {
        return send("POST", "/_emulator/truth/token", "{\"token\":\"" + token + "\"}")
                .path("valid")
                .asBoolean();
    }

    private static String scope(String clientId) {
        return "provider=" + PROVIDER + "&client_id=" + encode(clientId);
    }

    private static List<JsonNode> list(JsonNode answer, String name) {
        return StreamSupport.stream(answer.path(name).spliterator(), false).toList();
    }

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(emulator.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body().isBlank() ? JSON.nullNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("the emulator does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
