// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to a token endpoint. Each presents a thing that may work only once: whoever sends one writes it down first. */
public final class TokenRequest {
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    private TokenRequest() {}

    /**
     * Presents an authorization code, with the verifier of its flow if a challenge was sent.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749 §4.1.3</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.5">RFC 7636 §4.5</a>
     */
    public static HttpRequest forCode(
            TokenEndpoint endpoint, Client client, Sensitive code, @Nullable Sensitive verifier) {
        Map<String, String> parameters = new LinkedHashMap<>(resolved(endpoint.codeParameters(), client));
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", plain(code));
        parameters.put("redirect_uri", client.redirectUri().toString());
        if (verifier != null) {
            parameters.put("code_verifier", plain(verifier));
        }
        return request(endpoint, endpoint.uri(), client, parameters);
    }

    /**
     * Presents a refresh token. No scope is sent: what was granted stays.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749 §6</a>
     */
    public static HttpRequest forRefresh(TokenEndpoint endpoint, Client client, Sensitive refreshToken) {
        Map<String, String> parameters = new LinkedHashMap<>(resolved(endpoint.refreshParameters(), client));
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", plain(refreshToken));
        return request(endpoint, endpoint.refreshUri(), client, parameters);
    }

    /**
     * Asks whether the person has decided whom a device code was given for.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.4">RFC 8628 §3.4</a>
     */
    public static HttpRequest forDevice(TokenEndpoint endpoint, Client client, Sensitive deviceCode) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", DEVICE_CODE);
        parameters.put("device_code", plain(deviceCode));
        return request(endpoint, endpoint.uri(), client, parameters);
    }

    private static HttpRequest request(TokenEndpoint endpoint, URI uri, Client client, Map<String, String> parameters) {
        ClientProof.addTo(parameters, endpoint.authentication(), client);
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        headers.putAll(endpoint.headers());
        HttpRequest request = new HttpRequest(
                "POST",
                uri,
                headers,
                ClientProof.header(endpoint.authentication(), client),
                endpoint.body().contentType(),
                Parameters.body(endpoint.body(), Parameters.renamed(parameters, endpoint.names())));
        return ClientProof.shown(request, endpoint.authentication(), client);
    }

    private static Map<String, String> resolved(Map<String, String> parameters, Client client) {
        Map<String, String> resolved = new LinkedHashMap<>();
        parameters.forEach((name, value) -> resolved.put(
                name, value.equals("{redirect_uri}") ? client.redirectUri().toString() : value));
        return resolved;
    }

    private static String plain(Sensitive secret) {
        return secret.reveal(Reveal.TO_PRESENT_AT_THE_TOKEN_ENDPOINT);
    }
}
