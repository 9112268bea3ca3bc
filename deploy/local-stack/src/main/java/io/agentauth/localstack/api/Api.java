// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The public API with one key: JSON in, JSON out. Immutable; threads may share it. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI baseUrl;
    private final String key;

    public Api(URI baseUrl, String key) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        this.baseUrl = baseUrl;
        this.key = key;
    }

    /** An answer, whatever its status. */
    public record Answer(int status, JsonNode body) {
        /** A member as text; empty where it is missing. */
        public String text(String member) {
            return body.path(member).asText("");
        }
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    /** Sends {@code body} as JSON. */
    public Answer post(String path, Map<String, ?> body) {
        return send("POST", path, body);
    }

    public Answer patch(String path, Map<String, ?> body) {
        return send("PATCH", path, body);
    }

    public Answer put(String path, Map<String, ?> body) {
        return send("PUT", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /**
     * The body of an answer that must be a success.
     *
     * @throws Refused with the problem's code and detail if it is not
     */
    public static JsonNode require(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new Refused(answer.status(), answer.text("code"), answer.text("detail"));
        }
        return answer.body();
    }

    /**
     * All entries of a list, page after page.
     *
     * @throws Refused if a page is not had
     */
    public List<JsonNode> all(String path) {
        List<JsonNode> all = new ArrayList<>();
        String next = path + "?limit=100";
        while (true) {
            JsonNode page = require(get(next));
            page.path("data").forEach(all::add);
            String cursor = page.path("next_cursor").asText("");
            if (cursor.isEmpty() || page.path("next_cursor").isNull()) {
                return all;
            }
            next = path + "?limit=100&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        }
    }

    /**
     * Writes an answer that may be long, and need not be JSON, to {@code file}.
     *
     * @throws Refused if it is no success
     */
    public void save(String path, Path file) {
        HttpResponse<Path> answer =
                answer(request(path).header("Accept", "*/*").build(), HttpResponse.BodyHandlers.ofFile(file));
        if (answer.statusCode() != 200) {
            throw new Refused(answer.statusCode(), "refused", path + " was refused");
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(baseUrl.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + key);
    }

    private Answer send(String method, String path, @Nullable Map<String, ?> body) {
        HttpRequest.Builder request = request(path).header("Accept", "application/json");
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(written(body)));
        }
        HttpResponse<String> response = answer(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), json(response.body()));
    }

    private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        String what = request.method() + " " + request.uri().getRawPath();
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new Refused(
                    0,
                    "no_answer",
                    what + " had no answer: "
                            + Objects.toString(e.getMessage(), e.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(0, "interrupted", "interrupted while waiting for " + what);
        }
    }

    private static String written(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a body that is no JSON", e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
