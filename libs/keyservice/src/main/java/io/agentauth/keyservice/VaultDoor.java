// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs in to Vault, by a token from a file or by the Kubernetes auth method, and asks. A 403 may mean that the token has ended: then it signs in
 * once more and asks again, because neither encrypting nor decrypting changes anything in Vault.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#login">Kubernetes auth: login</a>
 */
final class VaultDoor {
    private static final int FORBIDDEN = 403;

    private final KeyServiceHttp http;
    private final KeyServiceConfig.Vault config;
    private final String url;
    private volatile @Nullable Sensitive token;

    VaultDoor(KeyServiceHttp http, KeyServiceConfig.Vault config) {
        this.http = http;
        this.config = config;
        url = config.url()
                .map(URI::toString)
                .map(address -> address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                .orElseThrow(() -> new KeyUnavailable("Set agent-auth.key-service.vault.url: where Vault is."));
        if (config.tokenFile().isEmpty() == config.kubernetesRole().isEmpty()) {
            throw new KeyUnavailable("Set agent-auth.key-service.vault.token-file or .kubernetes-role, one of them.");
        }
    }

    KeyServiceHttp.Answer post(String path, byte[] body) {
        Sensitive known = token;
        KeyServiceHttp.Answer answer = send(path, body, known == null ? signIn() : known);
        return answer.status() == FORBIDDEN && known != null ? send(path, body, signIn()) : answer;
    }

    private KeyServiceHttp.Answer send(String path, byte[] body, Sensitive with) {
        Map<String, String> headers = headers();
        headers.put("X-Vault-Token", with.reveal(Reveal.TO_AUTHENTICATE_THE_SERVICE));
        return http.post(URI.create(url + path), headers, body);
    }

    private Sensitive signIn() {
        Sensitive fresh = config.tokenFile()
                .map(file -> Sensitive.of(KeyServiceHttp.line(file)))
                .orElseGet(() -> byServiceAccount(config.kubernetesRole().orElseThrow()));
        token = fresh;
        return fresh;
    }

    private Sensitive byServiceAccount(String role) {
        KeyServiceHttp.Answer answer = http.post(
                URI.create(url + "/v1/auth/" + config.kubernetesMount() + "/login"),
                headers(),
                KeyServiceHttp.bytes(
                        Map.of("role", role, "jwt", KeyServiceHttp.line(config.serviceAccountTokenFile()))));
        String given = answer.text("/auth/client_token");
        if (!answer.isOk() || given.isEmpty()) {
            throw new KeyUnavailable("Vault does not let the role " + role + " in: HTTP " + answer.status() + ".");
        }
        return Sensitive.of(given);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Vault-Request", "true");
        config.namespace().ifPresent(namespace -> headers.put("X-Vault-Namespace", namespace));
        return headers;
    }
}
