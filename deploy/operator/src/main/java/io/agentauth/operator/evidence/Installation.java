// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An installation that is read by its public API with one key. Each method fails with an {@link IOException} for a person, also where the API refuses. */
final class Installation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI url;
    private final String key;

    Installation(URI url, String key) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTED_WITHIN)
                .build();
        this.url = url;
        this.key = key;
    }

    JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = answer(path, "application/json", HttpResponse.BodyHandlers.ofString());
        require(path, answer.statusCode());
        return JSON.readTree(answer.body());
    }

    /** All entries of a list, page after page. */
    List<JsonNode> all(String path) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        String next = path + "?limit=100";
        while (true) {
            JsonNode page = get(next);
            page.path("data").forEach(all::add);
            if (!page.path("next_cursor").isTextual()) {
                return all;
            }
            next = path + "?limit=100&cursor="
                    + URLEncoder.encode(page.path("next_cursor").asText(), StandardCharsets.UTF_8);
        }
    }

    /** Writes an answer that may be long, and need not be JSON, to {@code file}. */
    void save(String path, Path file) throws IOException {
        require(
                path,
                answer(path, "*/*", HttpResponse.BodyHandlers.ofFile(file)).statusCode());
    }

    private static void require(String path, int status) throws IOException {
        if (status != 200) {
            throw new IOException("GET " + path + " was answered " + status);
        }
    }

    private <T> HttpResponse<T> answer(String path, String accepted, HttpResponse.BodyHandler<T> body)
            throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(ANSWERED_WITHIN)
                .header("Authorization", "Bearer " + key)
                .header("Accept", accepted)
                .build();
        try {
            return http.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for GET " + path);
        }
    }
}
