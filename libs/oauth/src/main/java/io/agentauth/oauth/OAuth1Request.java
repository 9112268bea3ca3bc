// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The requests of OAuth 1.0a, in the order in which they are made. */
public final class OAuth1Request {
    private OAuth1Request() {}

    /**
     * Asks for temporary credentials.
     *
     * @param callback where the person is sent back to
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2.1">RFC 5849 §2.1</a>
     */
    public static HttpRequest forTemporaryCredentials(URI endpoint, OAuth1Signer signer, URI callback) {
        return signer.sign(post(endpoint), Map.of("oauth_callback", callback.toString()), OAuth1Signer.Stamp.fresh());
    }

    /**
     * The URL to send the browser to.
     *
     * @param parameters more that the provider wants, such as scopes
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2.2">RFC 5849 §2.2</a>
     */
    public static URI authorization(URI endpoint, OAuth1Token temporary, Map<String, String> parameters) {
        Map<String, String> query = new LinkedHashMap<>(parameters);
        query.put("oauth_token", temporary.identifier().reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER));
        query.values().removeIf(String::isEmpty);
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        return URI.create(endpoint + separator + Parameters.form(query).replace("+", "%20"));
    }

    /**
     * Trades temporary credentials, which {@code signer} has, for a token.
     *
     * @param verifier what the person came back with
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2.3">RFC 5849 §2.3</a>
     */
    public static HttpRequest forToken(URI endpoint, OAuth1Signer signer, Sensitive verifier) {
        Map<String, String> more = Map.of("oauth_verifier", verifier.reveal(Reveal.TO_PRESENT_AT_THE_TOKEN_ENDPOINT));
        return signer.sign(post(endpoint), more, OAuth1Signer.Stamp.fresh());
    }

    private static HttpRequest post(URI endpoint) {
        return new HttpRequest("POST", endpoint, Map.of("Accept", "*/*"), null, null, null);
    }
}
