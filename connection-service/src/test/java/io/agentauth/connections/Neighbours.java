// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import io.agentauth.servers.Ports;
import io.agentauth.vault.HpkeOpener;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.PublicKeyset;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * token-refresher and account-service as far as connection-service meets them: a real keyset, issuers, accounts, and the secrets that services
 * show: two of the gateway, as while one is rotated, and one of account-service. With {@code late=true} they do not listen yet.
 */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    static final Keyset KEYSET = Keysets.makeHpke("client_secrets");
    static final AtomicInteger DISCOVERED = new AtomicInteger();
    /** How many accounts connections have, by id. */
    static final Map<String, Long> ACCOUNTS = new ConcurrentHashMap<>();
    /** What issuers publish now in place of what they published before, member by member. */
    static final Map<String, Object> PUBLISHED = new ConcurrentHashMap<>();
    /** What token-refresher would refuse to call, and why. */
    static final Map<String, String> REFUSED = new ConcurrentHashMap<>();
    /** How many providers of its own an environment may have. */
    static final int CUSTOM_MAX = 3;

    private static final String LATER = "2999-01-01T00:00:00Z";
    /** Whether account-service is away. */
    static volatile boolean accountsAway;

    static final List<String> SERVICE_HEADERS = new CopyOnWriteArrayList<>();

    private static volatile Runnable coming = () -> {};

    private Vertx vertx;
    private boolean late;

    @Override
    public void init(Map<String, String> arguments) {
        late = Boolean.parseBoolean(arguments.get("late"));
    }

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        int port = Ports.free();
        coming = () -> listen(vertx, port);
        if (!late) {
            come();
        }
        String url = "http://127.0.0.1:" + port;
        return Map.of(
                "agent-auth.services.token-refresher.url",
                url,
                "agent-auth.services.account-service.url",
                url,
                "agent-auth.provider.custom-max",
                String.valueOf(CUSTOM_MAX),
                "agent-auth.identity.services.callback-gateway.secret-files",
                file("old") + "," + file("new") + "," + file("over"),
                "agent-auth.identity.services.callback-gateway.secrets-expire-at",
                LATER + "," + LATER + ",2020-01-01T00:00:00Z",
                "agent-auth.identity.services.account-service.secret-files",
                file("account").toString(),
                "agent-auth.key-service.environment-keys-folder",
                environmentKeys().toString(),
                // A test says itself when a process looks, so that it knows what is held.
                "agent-auth.key-service.look-for-shredded-every",
                "1h");
    }

    private static Path environmentKeys() {
        try {
            Path folder = Files.createDirectories(Path.of("target/test-keys/environments"));
            Path mark = folder.resolve("environment-keys");
            if (Files.notExists(mark)) {
                Files.createFile(mark);
            }
            return folder.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String secret) {
        try {
            Path file = Files.createTempFile("secret", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on they listen. */
    static void come() {
        coming.run();
    }

    private static void listen(Vertx vertx, int port) {
        HttpServer server = vertx.createHttpServer().requestHandler(Neighbours::answer);
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static HpkeOpener opener() {
        return HpkeOpener.of(KEYSET);
    }

    private static void answer(HttpServerRequest request) {
        SERVICE_HEADERS.add(String.valueOf(request.getHeader("Agent-Auth-Service")));
        switch (request.path()) {
            case "/internal/keysets/public" -> json(request, 200, keyset());
            case "/internal/providers/discover" ->
                request.body().onSuccess(body -> discover(request, body.toJsonObject()));
            case "/internal/providers/addresses" ->
                request.body().onSuccess(body -> addresses(request, body.toJsonObject()));
            case "/internal/connections/usage" -> request.body().onSuccess(body -> usage(request, body.toJsonObject()));
            default -> json(request, 404, problem("not_found"));
        }
    }

    private static void addresses(HttpServerRequest request, JsonObject asked) {
        JsonObject refused = new JsonObject();
        REFUSED.forEach((address, why) -> {
            if (asked.getJsonArray("addresses").contains(address)) {
                refused.put(address, why);
            }
        });
        json(request, 200, new JsonObject().put("refused", refused));
    }

    private static void usage(HttpServerRequest request, JsonObject asked) {
        if (accountsAway) {
            request.connection().close();
            return;
        }
        long accounts = ACCOUNTS.getOrDefault(asked.getString("connection_id"), 0L);
        json(request, 200, new JsonObject().put("accounts", accounts));
    }

    private static JsonObject keyset() {
        PublicKeyset keyset = KEYSET.publicKeyset();
        return new JsonObject()
                .put("id", keyset.id().toString())
                .put("json", keyset.json())
                .put("fingerprint", keyset.fingerprint());
    }

    private static void discover(HttpServerRequest request, JsonObject asked) {
        DISCOVERED.incrementAndGet();
        String issuer = asked.getString("issuer");
        if (!issuer.startsWith("https://issuer.test")) {
            json(request, 400, problem("provider_metadata_invalid"));
            return;
        }
        json(
                request,
                200,
                new JsonObject()
                        .put("issuer", issuer)
                        .put("authorization_endpoint", issuer + "/authorize")
                        .put("token_endpoint", issuer + "/token")
                        .put("revocation_endpoint", issuer + "/revoke")
                        .put("userinfo_endpoint", issuer + "/userinfo")
                        .put("jwks_uri", issuer + "/jwks")
                        .put("code_challenge_methods_supported", new JsonArray().add("S256"))
                        .put("token_endpoint_auth_methods_supported", new JsonArray().add("client_secret_post"))
                        .put("authorization_response_iss_parameter_supported", true)
                        .put("pushed_authorization_request_endpoint", issuer + "/par")
                        .put("device_authorization_endpoint", issuer + "/device")
                        .put("scopes_supported", new JsonArray().add("openid"))
                        .mergeIn(new JsonObject(new java.util.HashMap<>(PUBLISHED))));
    }

    private static JsonObject problem(String code) {
        return new JsonObject()
                .put("code", code)
                .put("detail", "Said by token-refresher.")
                .put("status", 400);
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json")
                .end(body.toBuffer());
    }
}
