// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The three services behind the door, as far as the door sees them: one server that says what it was asked. */
public class FakeServices implements QuarkusTestResourceLifecycleManager {
    /** A request as it arrived. */
    public record Seen(String method, String uri, Map<String, String> headers, String body) {}

    static final String ENVIRONMENT_KEY = KeysForTests.next();
    static final List<Seen> SEEN = new CopyOnWriteArrayList<>();
    static final Map<String, String> KEYS = new ConcurrentHashMap<>();
    static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();
    static final Set<String> SILENT = ConcurrentHashMap.newKeySet();
    static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();
    static final AtomicInteger REVOCATION_POLLS = new AtomicInteger();
    static final Map<String, String> REDIRECTS = new ConcurrentHashMap<>();
    private static volatile String url;
    static final int TOKEN_LIFE_SECONDS = 600;

    /** What to answer to a path. */
    record Answer(int status, JsonObject body) {}

    private Vertx vertx;
    private Path secret;

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer().requestHandler(FakeServices::answer);
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try {
            secret = Files.createTempFile("service-secret", "");
            Files.writeString(secret, "gateway-secret\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        url = "http://127.0.0.1:" + port;
        return Map.of(
                "agent-auth.services.connection-service.url", url,
                "agent-auth.services.account-service.url", url,
                "agent-auth.services.token-refresher.url", url,
                "agent-auth.identity.service-secret-file", secret.toString());
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        try {
            Files.deleteIfExists(secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void reset() {
        SEEN.clear();
        KEYS.clear();
        REVOKED.clear();
        SILENT.clear();
        ANSWERS.clear();
        REDIRECTS.clear();
        AheadClock.ahead = Duration.ZERO;
        KEYS.put(ENVIRONMENT_KEY, "key_environment");
    }

    static String url() {
        return url;
    }

    static List<Seen> seen(String path) {
        return SEEN.stream().filter(seen -> seen.uri().startsWith(path)).toList();
    }

    private static void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body));
    }

    private static void answer(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        SEEN.add(new Seen(request.method().name(), request.uri(), headers, body.toString()));
        if (SILENT.stream().anyMatch(request.uri()::startsWith)) {
            request.connection().close();
            return;
        }
        String elsewhere = REDIRECTS.get(request.path());
        if (elsewhere != null) {
            request.response()
                    .setStatusCode(302)
                    .putHeader("Location", elsewhere)
                    .end();
            return;
        }
        if (request.path().equals("/v1/audit/never")) {
            return;
        }
        if (request.path().equals("/v1/audit/large")) {
            request.response().setChunked(true);
            for (int i = 0; i < 40; i++) {
                request.response().write(Buffer.buffer(new byte[50_000]));
            }
            request.response().end();
            return;
        }
        Answer prepared = ANSWERS.get(request.path());
        if (prepared != null) {
            json(request, prepared.status(), prepared.body());
            return;
        }
        switch (request.path()) {
            case "/internal/oauth/token" ->
                json(
                        request,
                        200,
                        new JsonObject()
                                .put("access_token", "service-token")
                                .put("token_type", "Bearer")
                                .put("expires_in", 600));
            case "/internal/revocations" -> {
                REVOCATION_POLLS.incrementAndGet();
                json(request, 200, new JsonObject().put("keys", new JsonArray(List.copyOf(REVOKED))));
            }
            case "/internal/api-keys/exchange" -> exchange(request, body);
            default -> echo(request, body, headers);
        }
    }

    private static void exchange(HttpServerRequest request, Buffer body) {
        JsonArray callers = new JsonArray();
        body.toJsonObject().getJsonArray("api_keys").forEach(key -> callers.add(caller(KEYS.get(key))));
        json(request, 200, new JsonObject().put("callers", callers));
    }

    private static JsonObject caller(String keyId) {
        return keyId == null
                ? null
                : new JsonObject()
                        .put("token", "jwt-of-" + keyId)
                        .put(
                                "expires_at",
                                Instant.now()
                                        .plus(AheadClock.ahead)
                                        .plusSeconds(TOKEN_LIFE_SECONDS)
                                        .toString())
                        .put("key_id", keyId)
                        .put("environment_id", "env_1")
                        .put("scopes", new JsonArray().add("accounts:read"));
    }

    private static void echo(HttpServerRequest request, Buffer body, Map<String, String> headers) {
        request.response()
                .putHeader("Set-Cookie", "inside=1")
                .putHeader("Server", "inside")
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("X-Request-Id", "of-the-service")
                .putHeader("ETag", "\"7\"");
        json(
                request,
                200,
                new JsonObject()
                        .put("method", request.method().name())
                        .put("uri", request.uri())
                        .put("headers", new JsonObject(Map.copyOf(headers)))
                        .put("body_bytes", body.length()));
    }

    static JsonObject problem(String code) {
        return new JsonObject()
                .put("code", code)
                .put("detail", "Said by the service.")
                .put("status", 400);
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json")
                .end(body.toBuffer());
    }
}
