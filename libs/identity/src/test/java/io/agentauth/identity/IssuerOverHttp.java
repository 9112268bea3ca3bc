// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** connection-service and a callee, as they look from another service: one server on loopback. */
public class IssuerOverHttp implements QuarkusTestResourceLifecycleManager {
    static final Signer SIGNER = new Signer("remote");
    static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();
    static final AtomicInteger TOKENS = new AtomicInteger();
    static final AtomicInteger KEYS = new AtomicInteger();
    static final List<String> SERVICE_HEADERS = new CopyOnWriteArrayList<>();
    static volatile String secret = "first-secret";
    static volatile long life = 600;
    static volatile Path secretFile;
    static volatile boolean refuseServices;

    private Vertx vertx;

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer().requestHandler(IssuerOverHttp::answer);
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try {
            secretFile = Files.createTempFile("service-secret", "");
            Files.writeString(secretFile, secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = "http://127.0.0.1:" + port;
        return Map.of(
                "agent-auth.services.connection-service.url",
                url,
                "agent-auth.services.token-refresher.url",
                url,
                "agent-auth.services.account-service.url",
                "http://127.0.0.1:1",
                "agent-auth.identity.service-secret-file",
                secretFile.toString());
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body.toString()));
    }

    private static void answer(HttpServerRequest request, String body) {
        switch (request.path()) {
            case "/internal/oauth/token" -> token(request, body);
            case "/internal/keys" -> {
                KEYS.incrementAndGet();
                boolean acceptable = String.valueOf(request.getHeader("Accept")).contains("application/jwk-set+json");
                respond(request, acceptable ? 200 : 406, "application/jwk-set+json", Signer.jwks(List.of(SIGNER)));
            }
            case "/internal/revocations" ->
                json(request, 200, new JsonObject().put("keys", new JsonArray(List.copyOf(REVOKED))));
            case "/internal/echo" -> echo(request, body);
            case "/internal/problem" ->
                json(
                        request,
                        404,
                        new JsonObject()
                                .put("code", "not_found")
                                .put("detail", "Not here.")
                                .put("status", 404));
            case "/internal/html" -> respond(request, 502, "text/html", "<h1>Bad gateway</h1>");
            case "/internal/silent" -> {}
            default -> json(request, 404, new JsonObject());
        }
    }

    private static void token(HttpServerRequest request, String body) {
        String expected = "Basic "
                + Base64.getEncoder().encodeToString(("account-service:" + secret).getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(request.getHeader("Authorization")) || !body.contains("grant_type=client_credentials")) {
            json(
                    request,
                    401,
                    new JsonObject().put("code", "service_identity_required").put("detail", "No."));
            return;
        }
        TOKENS.incrementAndGet();
        String audience = body.replaceFirst(".*audience=([a-z-]+).*", "$1");
        json(
                request,
                200,
                new JsonObject()
                        .put("access_token", SIGNER.sign(Signer.service(ServiceName.ACCOUNT_SERVICE, audience)))
                        .put("token_type", "Bearer")
                        .put("expires_in", life));
    }

    private static void echo(HttpServerRequest request, String body) {
        SERVICE_HEADERS.add(String.valueOf(request.getHeader("Agent-Auth-Service")));
        if (refuseServices) {
            json(
                    request,
                    401,
                    new JsonObject().put("code", "service_identity_required").put("detail", "No."));
            return;
        }
        json(
                request,
                200,
                new JsonObject()
                        .put("sent", body)
                        .put("request_id", request.getHeader("X-Request-Id"))
                        .put("of_a_later_release", true));
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        respond(request, status, status < 400 ? "application/json" : "application/problem+json", body.encode());
    }

    private static void respond(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
    }
}
