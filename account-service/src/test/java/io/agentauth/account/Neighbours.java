// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import io.agentauth.identity.ServiceName;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.LocalKeyWrapper;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** connection-service and token-refresher, as far as account-service sees them: one server that answers as a test prepares it. */
public final class Neighbours implements QuarkusTestResourceLifecycleManager {
    /** A request as it arrived. */
    public record Seen(String path, JsonObject body) {}

    public static final Signer SIGNER = new Signer();
    public static final List<Seen> SEEN = new CopyOnWriteArrayList<>();
    /** What a path answers with, later or at once; a failed future closes the connection. */
    public static final Map<String, Function<JsonObject, Future<JsonObject>>> ANSWERS = new ConcurrentHashMap<>();

    private static final Path WRAPPING_KEY = Path.of("target/test-keys/access-tokens.key");
    public static final Keyset KEYSET = Keysets.makeAead("access_tokens");
    public static final List<Keyset> SERVED = new CopyOnWriteArrayList<>(List.of(KEYSET));
    public static final AeadVault VAULT = AeadVault.of(KEYSET);

    private Vertx vertx;
    private Path secret;

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer().requestHandler(Neighbours::take);
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try {
            secret = Files.createTempFile("service-secret", "");
            Files.writeString(secret, "account-secret\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = "http://127.0.0.1:" + port;
        return Map.of(
                "agent-auth.services.connection-service.url",
                url,
                "agent-auth.services.token-refresher.url",
                url,
                "agent-auth.identity.service-secret-file",
                secret.toString(),
                "agent-auth.key-service.environment-keys-folder",
                environmentKeys().toString(),
                // Tests make environments without keys, and say themselves when a process looks.
                "agent-auth.key-service.seal-by-environment",
                "false",
                "agent-auth.key-service.look-for-shredded-every",
                "1h");
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
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Whether connection-service says that the installation is sealed. */
    public static volatile boolean sealed;

    /** Forgets what was seen and prepared. */
    public static void reset() {
        SEEN.clear();
        ANSWERS.clear();
        sealed = false;
    }

    public static List<Seen> seen(String path) {
        return SEEN.stream().filter(seen -> seen.path().equals(path)).toList();
    }

    public static void answer(String path, JsonObject body) {
        ANSWERS.put(path, _ -> Future.succeededFuture(body));
    }

    private static void take(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body));
    }

    private static void answer(HttpServerRequest request, Buffer body) {
        switch (request.path()) {
            case "/internal/oauth/token" -> json(request, serviceToken(body.toString()));
            case "/internal/keys" ->
                request.response().putHeader("Content-Type", "application/json").end(SIGNER.jwks());
            case "/internal/revocations" ->
                json(request, new JsonObject().put("keys", new JsonArray()).put("sealed", sealed));
            case "/internal/keysets/access-tokens" -> {
                SEEN.add(new Seen(request.path(), new JsonObject()));
                json(request, keysets());
            }
            default -> prepared(request, body.length() == 0 ? new JsonObject() : body.toJsonObject());
        }
    }

    private static void prepared(HttpServerRequest request, JsonObject body) {
        SEEN.add(new Seen(request.path(), body));
        Function<JsonObject, Future<JsonObject>> answer = ANSWERS.get(request.path());
        if (answer == null) {
            request.response()
                    .setStatusCode(404)
                    .putHeader("Content-Type", "application/problem+json")
                    .end(new JsonObject()
                            .put("code", "not_found")
                            .put("detail", "There is no such thing.")
                            .toBuffer());
            return;
        }
        answer.apply(body).onSuccess(json -> json(request, json)).onFailure(_ -> request.connection()
                .close());
    }

    private static JsonObject serviceToken(String form) {
        String audience = form.contains("token-refresher") ? "token-refresher" : "connection-service";
        return new JsonObject()
                .put("access_token", SIGNER.service(ServiceName.ACCOUNT_SERVICE, audience))
                .put("token_type", "Bearer")
                .put("expires_in", 600);
    }

    private static JsonObject keysets() {
        LocalKeyWrapper wrapper = LocalKeyWrapper.of(WRAPPING_KEY, true);
        JsonArray served = new JsonArray();
        for (Keyset keyset : SERVED) {
            WrappedKeyset wrapped = Keysets.wrap(keyset, wrapper);
            served.add(new JsonObject()
                    .put("id", wrapped.id().toString())
                    .put("purpose", wrapped.purpose())
                    .put("kind", wrapped.kind().name())
                    .put("wrapped", Base64.getEncoder().encodeToString(wrapped.wrapped())));
        }
        return new JsonObject().put("current", SERVED.getLast().id().toString()).put("keysets", served);
    }

    private static void json(HttpServerRequest request, JsonObject body) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(body.encode().getBytes(StandardCharsets.UTF_8)));
    }
}
