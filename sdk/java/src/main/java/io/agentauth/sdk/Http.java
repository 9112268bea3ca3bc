// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends requests: with the key, a time limit and retries. What it answers is JSON, what it throws is typed. */
final class Http {
    static final String VERSION = "0.1.0";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    static final String REQUEST_ID = "X-Request-Id";

    private static final String USER_AGENT =
            "agent-auth-java/" + VERSION + " java/" + Runtime.version().feature();
    private static final Duration BACKOFF = Duration.ofMillis(500);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(8);
    private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final String JSON = "application/json";
    private static final String REDACTED = "[redacted]";
    private static final int REDACTED_CHARS_MIN = 6;

    private final Settings settings;
    private final HttpClient client;
    private final Timing timing;

    Http(Settings settings, HttpClient client, Timing timing) {
        this.settings = settings;
        this.client = client;
        this.timing = timing;
    }

    /** What is asked for; {@code extraTime} is what the server was asked to wait, {@code mediaType} what the answer is where it is no JSON. */
    record Call(
            String method,
            String path,
            Map<String, ?> query,
            @Nullable Object body,
            Duration extraTime,
            @Nullable String mediaType) {
        static Call of(String method, String path) {
            return new Call(method, path, Map.of(), null, Duration.ZERO, null);
        }

        Call query(Map<String, ?> asked) {
            return new Call(method, path, asked, body, extraTime, mediaType);
        }

        Call body(Object sent) {
            return new Call(method, path, query, sent, extraTime, mediaType);
        }

        Call extraTime(Duration extra) {
            return new Call(method, path, query, body, extra, mediaType);
        }

        /** That the answer is no JSON: then it is a text. */
        Call mediaType(String name) {
            return new Call(method, path, query, body, extraTime, name);
        }
    }

    private record Outcome(@Nullable JsonNode value, @Nullable AgentAuthException error, boolean retry) {}

    Timing timing() {
        return timing;
    }

    Http with(Settings other) {
        return new Http(other, client, timing);
    }

    Settings settings() {
        return settings;
    }

    JsonNode send(Call call) {
        HttpRequest request = request(call);
        Duration timeout = settings.timeout().plus(call.extraTime());
        UnaryOperator<String> redacted = redaction(call.body());
        for (int attempt = 0; ; attempt++) {
            Outcome outcome = attempt(call, request, timeout, redacted);
            if (outcome.value() != null) {
                return outcome.value();
            }
            AgentAuthException error = outcome.error();
            if (error == null) {
                throw new IllegalStateException("neither a value nor an error");
            }
            if (!outcome.retry() || attempt >= settings.retriesMax()) {
                throw error;
            }
            sleep(delay(attempt, error.retryAfter().orElse(null)));
        }
    }

    void sleep(Duration pause) {
        try {
            timing.sleep(pause);
        } catch (InterruptedException e) {
            throw cancelled();
        }
    }

    private Outcome attempt(Call call, HttpRequest request, Duration timeout, UnaryOperator<String> redacted) {
        HttpResponse<byte[]> response;
        try {
            response = exchange(request, timeout);
        } catch (ConnectionException e) {
            return new Outcome(null, e, true);
        }
        int status = response.statusCode();
        String requestId = response.headers().firstValue(REQUEST_ID).orElse(null);
        if (call.mediaType() != null && status >= 200 && status < 300) {
            return new Outcome(Json.text(response.body()), null, false);
        }
        JsonNode body = Json.read(response.body());
        if (status >= 200 && status < 300) {
            return body != null
                    ? new Outcome(body, null, false)
                    : new Outcome(null, unreadable(status, requestId), false);
        }
        Duration retryAfter =
                retryAfter(response.headers().firstValue("Retry-After").orElse(""));
        boolean soon = retryAfter == null || retryAfter.compareTo(RETRY_AFTER_MAX) <= 0;
        AgentAuthException error = Problems.of(new Problems.Head(status, requestId, retryAfter), body, redacted);
        return new Outcome(null, error, soon && (status == 408 || status == 429 || status >= 500));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, Duration timeout) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        String what = request.method() + " " + request.uri().getPath() + ": ";
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ConnectionException(
                    what + "there was no answer within " + timeout.toMillis() + " ms", true, null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw cancelled();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException io ? io : e;
            String name = cause.getClass().getSimpleName();
            throw new ConnectionException(what + "no answer came (" + name + ")", false, cause);
        }
    }

    private static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException("The thread was interrupted.");
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(settings.baseUrl() + call.path() + queryString(query(call))))
                .header("Authorization", "Bearer " + settings.apiKey())
                .header("Accept", call.mediaType() == null ? JSON : call.mediaType() + ", " + JSON + ";q=0.1")
                .header("User-Agent", USER_AGENT);
        if (call.method().equals("POST")) {
            String own = settings.header(IDEMPOTENCY_KEY);
            request.header(IDEMPOTENCY_KEY, own == null ? UUID.randomUUID().toString() : own);
        }
        String requestId = settings.header(REQUEST_ID);
        if (requestId != null) {
            request.header(REQUEST_ID, requestId);
        }
        if (call.body() == null) {
            return request.method(call.method(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        return request.header("Content-Type", JSON)
                .method(call.method(), HttpRequest.BodyPublishers.ofString(Json.write(call.body())))
                .build();
    }

    private Map<String, ?> query(Call call) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(settings.query());
        all.putAll(call.query());
        return all;
    }

    private static String queryString(Map<String, ?> query) {
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> {
            if (value != null) {
                pairs.add(encoded(name) + "=" + encoded(value.toString()));
            }
        });
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ServerException unreadable(int status, @Nullable String requestId) {
        return new ServerException(
                "The answer is no JSON (HTTP " + status + "). Is the base URL right?",
                AgentAuthException.Facts.ofStatus(status, requestId));
    }

    /** RFC 9110 §10.2.3; null if it is not there, or cannot be read. */
    private @Nullable Duration retryAfter(String value) {
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(timing.now(), then);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration delay(int attempt, @Nullable Duration retryAfter) {
        double random = ThreadLocalRandom.current().nextDouble();
        if (retryAfter != null) {
            return Duration.ofNanos((long) (retryAfter.toNanos() * (1 + random * 0.1)));
        }
        long backoff = Math.min(BACKOFF_MAX.toNanos(), BACKOFF.toNanos() << Math.min(attempt, 10));
        return Duration.ofNanos((long) (backoff * (0.5 + random * 0.5)));
    }

    private UnaryOperator<String> redaction(@Nullable Object body) {
        List<String> secrets = new ArrayList<>(List.of(settings.apiKey()));
        if (body instanceof Map<?, ?> sent) {
            for (String name : List.of("verify_token", "access_token", "refresh_token")) {
                secrets.add(String.valueOf(sent.get(name)));
            }
            if (sent.get("fields") instanceof Map<?, ?> fields) {
                fields.values().forEach(value -> secrets.add(String.valueOf(value)));
            }
            if (sent.get("credentials") instanceof Map<?, ?> credentials) {
                credentials.forEach((name, value) -> {
                    if (!"client_id".equals(name)) {
                        secrets.add(String.valueOf(value));
                    }
                });
            }
        }
        secrets.removeIf(secret -> secret.length() < REDACTED_CHARS_MIN);
        return text -> {
            String left = text;
            for (String secret : secrets) {
                left = left.replace(secret, REDACTED);
            }
            return left;
        };
    }
}
