// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Agent Auth and Gmail, as far as the application meets them. */
public final class ScriptedAgentAuth implements QuarkusTestResourceLifecycleManager {
    static final List<String> ASKED = new CopyOnWriteArrayList<>();

    private static final Map<String, String> ANSWERS = Map.of(
            "/v1/accounts/acc_1/token",
            "{\"access_token\": \"ya29.secret\", \"token_type\": \"Bearer\", \"expires_at\": null, \"scopes\": []}",
            "/v1/accounts/acc_keyed/token",
            "{\"auth_type\": \"api_key\", \"headers\": {\"X-Api-Key\": \"k\"}, \"query\": {}, \"body\": {},"
                    + " \"fields\": {}, \"expires_at\": null}",
            "/gmail/v1/users/me/messages",
            "{\"messages\": []}");
    private static final String EXPIRED =
            "{\"code\": \"reauthorization_required\", \"reauth_url\": \"https://connect.example/connect/abc\"}";

    private static volatile String url = "";

    private HttpServer server;

    static String url() {
        return url;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", ScriptedAgentAuth::answer);
        server.start();
        url = "http://localhost:" + server.getAddress().getPort();
        return Map.of(
                "agent-auth.url",
                url,
                "agent-auth.api-key",
                "aa_test_key_of_quarkus",
                "agent-auth.min-validity",
                "5m",
                "gmail.url",
                url);
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        ASKED.add(exchange.getRequestURI().toString());
        String known = ANSWERS.get(exchange.getRequestURI().getPath());
        byte[] body = (known == null ? EXPIRED : known).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(known == null ? 409 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
