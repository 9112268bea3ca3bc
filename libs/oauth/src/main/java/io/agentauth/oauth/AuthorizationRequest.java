// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the browser takes to the authorization endpoint.
 *
 * @param endpoint its own query is kept, as RFC 6749 §3.1 demands
 * @param scopes the parameters that ask for scopes, joined as the provider wants
 * @param pkce null where no challenge is sent
 * @param nonce for the ID token; null where none is expected
 * @param parameters more that the provider wants; none of them replaces one of the protocol
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749 §4.1.1</a>
 */
public record AuthorizationRequest(
        URI endpoint,
        String clientId,
        URI redirectUri,
        Sensitive state,
        Map<String, String> scopes,
        @Nullable Pkce pkce,
        @Nullable Sensitive nonce,
        Map<String, String> parameters) {
    private static final String CLIENT_ID = "client_id";

    /** The URL to send the browser to. */
    public URI url() {
        return url(Map.of());
    }

    /** The same, with another name for each parameter that {@code names} has. */
    public URI url(Map<String, String> names) {
        return at(Parameters.renamed(all(), names));
    }

    /**
     * The same, of which the server has everything already: the browser takes what stands for it and the client's id, and nothing else.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-4">RFC 9126 §4</a>
     */
    public URI url(PushedAnswer.Kept kept, Map<String, String> names) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put(CLIENT_ID, clientId);
        query.put("request_uri", kept.requestUri());
        return at(Parameters.renamed(query, names));
    }

    /**
     * Gives the request to the server itself, from the client that proves itself as it does at the token endpoint.
     *
     * @param to the server's endpoint for that
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2.1">RFC 9126 §2.1</a>
     */
    public HttpRequest pushed(URI to, ClientAuthentication style, Client client, Map<String, String> names) {
        Map<String, String> form = new LinkedHashMap<>(Parameters.renamed(all(), names));
        ClientProof.addTo(form, style, client);
        HttpRequest request = new HttpRequest(
                "POST",
                to,
                Map.of("Accept", "application/json"),
                ClientProof.header(style, client),
                BodyFormat.FORM.contentType(),
                Parameters.body(BodyFormat.FORM, form));
        return ClientProof.shown(request, style, client);
    }

    private Map<String, String> all() {
        Map<String, String> query = new LinkedHashMap<>(parameters);
        query.putAll(scopes);
        query.put("response_type", "code");
        query.put(CLIENT_ID, clientId);
        query.put("redirect_uri", redirectUri.toString());
        query.put("state", state.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER));
        if (pkce != null) {
            query.put("code_challenge", pkce.challenge());
            query.put("code_challenge_method", "S256");
        }
        if (nonce != null) {
            query.put("nonce", nonce.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER));
        }
        // RFC 6749 §3.1: parameters without a value are as if they were not there.
        query.values().removeIf(String::isEmpty);
        return query;
    }

    private URI at(Map<String, String> query) {
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        // %20 is read alike by form decoders and by those that only know percent-encoding.
        return URI.create(endpoint + separator + Parameters.form(query).replace("+", "%20"));
    }
}
