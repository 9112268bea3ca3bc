// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.AEADBadTagException;

/**
 * Vault as its API documentation describes it: one Transit key of type aes256-gcm96 with versions, tokens, and the Kubernetes auth method.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/transit">Transit secrets engine (API)</a>
 */
final class FakeVault implements AutoCloseable {
    static final String KEY = "agent-auth";
    static final String SERVICE_ACCOUNT = "a service account's token";
    final Set<String> tokens = new HashSet<>();
    final List<byte[]> versions = new ArrayList<>();
    int minDecryptionVersion = 1;
    private final FakeServer server = new FakeServer(this::answer);

    FakeVault() {
        rotate();
    }

    URI url() {
        return server.url();
    }

    FakeServer server() {
        return server;
    }

    void rotate() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        versions.add(key);
    }

    private FakeServer.Reply answer(HttpExchange exchange, JsonNode body) throws GeneralSecurityException {
        String path = exchange.getRequestURI().getPath();
        if (!"true".equals(exchange.getRequestHeaders().getFirst("X-Vault-Request"))) {
            return error(400, "no X-Vault-Request");
        }
        if (path.equals("/v1/auth/kubernetes/login")) {
            return login(body);
        }
        if (!tokens.contains(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            return error(403, "permission denied");
        }
        return switch (path) {
            case "/v1/transit/encrypt/" + KEY -> encrypt(body);
            case "/v1/transit/decrypt/" + KEY -> decrypt(body);
            default -> error(404, "no handler for route");
        };
    }

    private FakeServer.Reply login(JsonNode body) {
        if (!body.path("jwt").asText().equals(SERVICE_ACCOUNT)) {
            return error(403, "permission denied");
        }
        String token = "hvs." + tokens.size() + body.path("role").asText();
        tokens.add(token);
        return new FakeServer.Reply(200, Map.of("auth", Map.of("client_token", token, "lease_duration", 3600)));
    }

    private FakeServer.Reply encrypt(JsonNode body) throws GeneralSecurityException {
        byte[] sealed =
                FakeServer.encrypt(versions.getLast(), bytes(body, "plaintext"), bytes(body, "associated_data"));
        String ciphertext =
                "vault:v" + versions.size() + ":" + Base64.getEncoder().encodeToString(sealed);
        return data(Map.of("ciphertext", ciphertext, "key_version", versions.size()));
    }

    private FakeServer.Reply decrypt(JsonNode body) throws GeneralSecurityException {
        String[] parts = body.path("ciphertext").asText().split(":", -1);
        if (parts.length != 3) {
            return error(400, "invalid ciphertext: no prefix");
        }
        int version = Integer.parseInt(parts[1].substring(1));
        if (version < minDecryptionVersion) {
            return error(400, "ciphertext or signature version is disallowed by policy (too old)");
        }
        try {
            byte[] plain = FakeServer.decrypt(
                    versions.get(version - 1), Base64.getDecoder().decode(parts[2]), bytes(body, "associated_data"));
            return data(Map.of("plaintext", Base64.getEncoder().encodeToString(plain)));
        } catch (AEADBadTagException _) {
            return error(400, "cipher: message authentication failed");
        } catch (IllegalArgumentException _) {
            return error(400, "invalid ciphertext: could not decode base64");
        }
    }

    private static byte[] bytes(JsonNode body, String member) {
        return Base64.getDecoder().decode(body.path(member).asText());
    }

    private static FakeServer.Reply data(Map<String, Object> data) {
        return new FakeServer.Reply(200, Map.of("data", data));
    }

    private static FakeServer.Reply error(int status, String text) {
        return new FakeServer.Reply(status, Map.of("errors", List.of(text)));
    }

    @Override
    public void close() {
        server.close();
    }
}
