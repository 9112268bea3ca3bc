// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Requests exactly as they are written, right or wrong. */
public final class Raw {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    public Raw(URI base) {
        this.base = base;
    }

    /** What was answered. */
    public record Said(int status, HttpResponse<String> whole) {
        public String body() {
            return whole.body();
        }

        /** The body as JSON; missing where it is none. */
        public JsonNode json() {
            try {
                return body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(body());
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        public String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    /** Sends it to a path, or to a whole address. */
    public Said send(String method, String to, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(to))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Said(answer.statusCode(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + to + " has no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
