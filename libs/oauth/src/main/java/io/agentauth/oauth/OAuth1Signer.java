// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests as a client of OAuth 1.0a, with a token once there is one.
 *
 * @param secret the client's shared secret
 * @param token null while there is none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-3.1">RFC 5849 §3.1</a>
 */
public record OAuth1Signer(String clientId, Sensitive secret, @Nullable OAuth1Token token, SignatureMethod method) {
    private static final int NONCE_BITS = 128;

    /**
     * What makes a request one that was not sent before (RFC 5849 §3.3).
     *
     * @param timestamp seconds since 1970
     */
    public record Stamp(String nonce, long timestamp) {
        static Stamp fresh() {
            return new Stamp(
                    Sensitive.random(NONCE_BITS).reveal(Reveal.TO_CALL_THE_PROVIDER),
                    Instant.now().getEpochSecond());
        }
    }

    /** The same client with {@code other}. */
    public OAuth1Signer with(OAuth1Token other) {
        return new OAuth1Signer(clientId, secret, other, method);
    }

    /** {@code request}, signed now. */
    public HttpRequest sign(HttpRequest request) {
        return sign(request, Map.of(), Stamp.fresh());
    }

    /**
     * {@code request} with an {@code Authorization} header (RFC 5849 §3.5.1) that signs its method, address, query and, where it is a form, body.
     *
     * @param more parameters of the protocol, such as {@code oauth_callback}
     */
    public HttpRequest sign(HttpRequest request, Map<String, String> more, Stamp stamp) {
        Map<String, String> protocol = protocol(more, stamp);
        protocol.put("oauth_signature", signature(request, protocol));
        String header = protocol.entrySet().stream()
                .map(one -> one.getKey() + "=\"" + OAuth1Signature.encode(one.getValue()) + "\"")
                .collect(Collectors.joining(", ", "OAuth ", ""));
        return new HttpRequest(
                request.method(),
                request.uri(),
                request.headers(),
                request.secretHeaders(),
                Sensitive.of(header),
                request.contentType(),
                request.body());
    }

    private Map<String, String> protocol(Map<String, String> more, Stamp stamp) {
        Map<String, String> protocol = new LinkedHashMap<>(more);
        protocol.put("oauth_consumer_key", clientId);
        if (token != null) {
            protocol.put("oauth_token", token.identifier().reveal(Reveal.TO_CALL_THE_PROVIDER));
        }
        protocol.put("oauth_signature_method", method.wireName());
        protocol.put("oauth_timestamp", Long.toString(stamp.timestamp()));
        protocol.put("oauth_nonce", stamp.nonce());
        return protocol;
    }

    private String signature(HttpRequest request, Map<String, String> protocol) {
        List<OAuth1Signature.Parameter> parameters = new ArrayList<>();
        protocol.forEach((name, value) -> parameters.add(new OAuth1Signature.Parameter(name, value)));
        parameters.addAll(OAuth1Signature.parameters(query(request.uri())));
        Sensitive body = request.body();
        if (body != null && BodyFormat.FORM.contentType().equals(request.contentType())) {
            parameters.addAll(OAuth1Signature.parameters(body.reveal(Reveal.TO_CALL_THE_PROVIDER)));
        }
        return OAuth1Signature.sign(
                method,
                OAuth1Signature.base(request.method(), request.uri(), parameters),
                secret.reveal(Reveal.TO_AUTHENTICATE_THE_CLIENT),
                token == null ? "" : token.secret().reveal(Reveal.TO_CALL_THE_PROVIDER));
    }

    private static String query(URI uri) {
        return uri.getRawQuery() == null ? "" : uri.getRawQuery();
    }
}
