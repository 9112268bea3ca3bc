// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.identity.ServiceName;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** connection-service, account-service and a provider, as far as this service sees them: one server that says what it was asked. */
public final class Peers implements QuarkusTestResourceLifecycleManager {
    /** A request to the provider's token endpoint. */
    public record Presented(Map<String, String> form, String authorization) {}

    /** What connection-service knows, by id. */
    public static final Map<String, JsonObject> CONNECTIONS = new ConcurrentHashMap<>();

    /** What account-service was given to adopt. */
    public static final List<JsonObject> ADOPTED = new CopyOnWriteArrayList<>();

    /** What account-service was told. */
    public static final List<JsonObject> OUTCOMES = new CopyOnWriteArrayList<>();

    /** What account-service knows of accounts, by id; empty: it has never heard of it. Without an entry it has no token yet. */
    public static final Map<String, Optional<JsonObject>> STANDINGS = new ConcurrentHashMap<>();

    /** Whether account-service does not tell what it knows of accounts. */
    public static volatile boolean silent;

    /** How often it was asked and did not tell. */
    public static final AtomicInteger UNTOLD = new AtomicInteger();

    /** Whose proof account-service was asked for. */
    public static final List<JsonObject> PROOFS = new CopyOnWriteArrayList<>();

    /** Where account-service sends the browser with it. */
    public static final String VERIFY_URL = "https://app.example/verify?verify_token=vt-1";

    /** What the token endpoint was asked. */
    public static final List<Presented> PRESENTED = new CopyOnWriteArrayList<>();

    /** What its endpoint for pushed authorization requests was given. */
    public static final List<Presented> PUSHED = new CopyOnWriteArrayList<>();

    /** What its endpoint for codes that are entered in another browser was asked. */
    public static final List<Presented> ASKED_FOR_CODES = new CopyOnWriteArrayList<>();

    /** Other answers of the provider, by path. */
    public static final Map<String, Consumer<HttpServerRequest>> PROVIDER = new ConcurrentHashMap<>();

    /** Whether connection-service is away. */
    public static volatile boolean away;

    /** Whether account-service makes no proofs. */
    public static volatile boolean provesNothing;

    /** What account-service waits for before it takes outcomes. */
    public static volatile CompletableFuture<Void> takesOutcomes = CompletableFuture.completedFuture(null);

    private static final RSAKey KEY = key();
    private static final String ISSUER = "agent-auth";
    private static volatile int port;

    private Vertx vertx;

    /** Where the provider is. */
    public static String provider() {
        return "http://localhost:" + port + "/provider";
    }

    /** Forgets everything. */
    public static void reset() {
        CONNECTIONS.clear();
        ADOPTED.clear();
        OUTCOMES.clear();
        PRESENTED.clear();
        PUSHED.clear();
        ASKED_FOR_CODES.clear();
        PROOFS.clear();
        STANDINGS.clear();
        silent = false;
        UNTOLD.set(0);
        PROVIDER.clear();
        away = false;
        provesNothing = false;
        takesOutcomes = CompletableFuture.completedFuture(null);
    }

    /** The header with which {@code caller} calls this service. */
    public static String identity(ServiceName caller) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("token-refresher")
                .subject(caller.wireName())
                .claim("typ", "service")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build();
        return "Bearer " + sign(claims);
    }

    private static String sign(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(KEY.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new RSASSASigner(KEY));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where connection-service makes a key for each environment. */
    public static Path environmentKeys() {
        try {
            Path folder = Files.createDirectories(Path.of("target/test-keys/environments"));
            if (Files.notExists(folder.resolve("environment-keys"))) {
                Files.createFile(folder.resolve("environment-keys"));
            }
            return folder.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        String url = "http://127.0.0.1:" + port;
        try {
            Path folder = Files.createTempDirectory("refresher-peers");
            Path secret = Files.writeString(folder.resolve("secret"), "refresher-secret\n");
            Path overlay = Files.writeString(
                    folder.resolve("overlay.yaml"),
                    """
                    origins:
                      https://provider.emulator.test: http://localhost:%1$d/provider
                    test_issuers:
                      - http://localhost:%1$d
                    """
                            .formatted(port));
            Map<String, String> settings = new HashMap<>();
            settings.putAll(Map.of(
                    "agent-auth.token-endpoint.deadline",
                    "2s",
                    "agent-auth.exchange.sweep-every",
                    "500ms",
                    "agent-auth.services.connection-service.url",
                    url,
                    "agent-auth.services.account-service.url",
                    url,
                    "agent-auth.identity.service-secret-file",
                    secret.toString(),
                    "agent-auth.upstream.overlay-file",
                    overlay.toString(),
                    "agent-auth.connection.remembered-for",
                    "1ms",
                    "agent-auth.key-service.environment-keys-folder",
                    environmentKeys().toString(),
                    // Tests make environments without keys, and say themselves when a process looks.
                    "agent-auth.key-service.seal-by-environment",
                    "false",
                    "agent-auth.key-service.look-for-shredded-every",
                    "1h"));
            settings.put("agent-auth.device.look-every", "50ms");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether connection-service says that the installation is sealed. */
    public static volatile boolean sealed;

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void answer(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.startsWith("/provider")) {
            provider(request, path.substring("/provider".length()), body);
            return;
        }
        switch (path) {
            case "/internal/oauth/token" ->
                json(
                        request,
                        200,
                        new JsonObject()
                                .put("access_token", "service-token")
                                .put("token_type", "Bearer")
                                .put("expires_in", 600));
            case "/internal/keys" -> json(request, 200, new JsonObject(new JWKSet(KEY.toPublicJWK()).toString()));
            case "/internal/revocations" ->
                json(request, 200, new JsonObject().put("keys", new JsonArray()).put("sealed", sealed));
            case "/internal/connections/get" -> connection(request, body.toJsonObject());
            case "/internal/tokens/adopt" -> adopt(request, body.toJsonObject());
            case "/internal/tokens/standings" -> standings(request, body.toJsonObject());
            case "/internal/outcomes" -> outcomes(request, body.toJsonObject());
            case "/internal/authorizations/verification" -> proof(request, body.toJsonObject());
            default -> json(request, 404, problem("not_found"));
        }
    }

    private static void connection(HttpServerRequest request, JsonObject asked) {
        JsonObject view = CONNECTIONS.get(asked.getString("connection_id"));
        if (away) {
            json(request, 503, problem("service_unavailable"));
        } else if (view == null) {
            json(request, 404, problem("not_found"));
        } else {
            json(request, 200, view);
        }
    }

    private static void proof(HttpServerRequest request, JsonObject body) {
        if (provesNothing) {
            json(request, 503, problem("service_unavailable"));
        } else {
            PROOFS.add(body);
            json(request, 200, new JsonObject().put("verify_url", VERIFY_URL));
        }
    }

    private static void adopt(HttpServerRequest request, JsonObject body) {
        JsonArray results = new JsonArray();
        for (Object one : body.getJsonArray("tokens")) {
            JsonObject token = (JsonObject) one;
            ADOPTED.add(token);
            results.add(new JsonObject()
                    .put("account_id", token.getString("account_id"))
                    .put("slot", token.getString("slot"))
                    .put("generation", token.getLong("generation"))
                    .put("version", token.getLong("version"))
                    .put("result", "adopted"));
        }
        json(request, 200, new JsonObject().put("results", results));
    }

    private static void standings(HttpServerRequest request, JsonObject body) {
        if (silent) {
            UNTOLD.incrementAndGet();
            json(request, 503, problem("service_unavailable"));
            return;
        }
        JsonArray known = new JsonArray();
        for (Object one : body.getJsonArray("accounts")) {
            String id = ((JsonObject) one).getString("account_id");
            STANDINGS
                    .getOrDefault(id, Optional.of(new JsonObject()))
                    .ifPresent(standing -> known.add(new JsonObject()
                            .put("account_id", id)
                            .put("generation", 1)
                            .put("generation_ended", 0)
                            .put("tokens", new JsonArray())
                            .mergeIn(standing)));
        }
        json(request, 200, new JsonObject().put("standings", known));
    }

    private static void outcomes(HttpServerRequest request, JsonObject body) {
        JsonArray results = new JsonArray();
        for (Object one : body.getJsonArray("outcomes")) {
            OUTCOMES.add((JsonObject) one);
            results.add(new JsonObject()
                    .put("id", ((JsonObject) one).getString("id"))
                    .put("result", "applied"));
        }
        var _ = takesOutcomes.thenRun(() -> json(request, 200, new JsonObject().put("results", results)));
    }

    private static void provider(HttpServerRequest request, String path, Buffer body) {
        Presented presented = new Presented(form(body.toString()), String.valueOf(request.getHeader("Authorization")));
        if (path.equals("/token")) {
            PRESENTED.add(presented);
        } else if (path.equals("/par")) {
            PUSHED.add(presented);
        } else if (path.equals("/device/code")) {
            ASKED_FOR_CODES.add(presented);
        }
        Consumer<HttpServerRequest> other = PROVIDER.get(path);
        if (other != null) {
            other.accept(request);
        } else if (path.equals("/token")) {
            json(request, 200, tokens());
        } else if (path.equals("/userinfo")) {
            json(
                    request,
                    200,
                    new JsonObject()
                            .put("sub", "person-1")
                            .put("email", "ada@example.com")
                            .put("name", "Ada"));
        } else if (path.equals("/jwks")) {
            json(request, 200, new JsonObject(new JWKSet(KEY.toPublicJWK()).toString()));
        } else {
            json(request, 404, new JsonObject());
        }
    }

    /** An ID token of the provider for that person. */
    public static String idToken(String subject, String nonce) {
        return sign(new JWTClaimsSet.Builder()
                .issuer("https://provider.emulator.test")
                .audience("client-1")
                .subject(subject)
                .claim("nonce", nonce)
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    }

    /** What the provider grants. */
    public static JsonObject tokens() {
        return new JsonObject()
                .put("access_token", "at-canary-1")
                .put("refresh_token", "rt-canary-1")
                .put("token_type", "Bearer")
                .put("expires_in", 3600);
    }

    /** Answers JSON. */
    public static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json")
                .end(body.toBuffer());
    }

    private static JsonObject problem(String code) {
        return new JsonObject()
                .put("code", code)
                .put("detail", "Said by a peer.")
                .put("status", 400);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("test").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
