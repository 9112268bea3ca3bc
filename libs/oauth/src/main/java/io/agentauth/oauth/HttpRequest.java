// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a value, for whoever has the sockets.
 *
 * @param secretQuery what follows the {@code ?} beside the query of {@code uri}, where a provider wants secrets there; null as a rule
 * @param certificate what is shown to a server that asks while the connection is made; null for nothing
 * @param headers what is sent beside {@code Authorization} and {@code Content-Type}; nothing secret
 * @param secretHeaders headers that hold secrets, by name
 * @param authorization the {@code Authorization} header, whole
 * @param contentType what the body is; null without a body
 * @param body the body, which mostly holds a secret
 */
public record HttpRequest(
        String method,
        URI uri,
        @Nullable Sensitive secretQuery,
        @Nullable ClientCertificate certificate,
        Map<String, String> headers,
        Map<String, Sensitive> secretHeaders,
        @Nullable Sensitive authorization,
        @Nullable String contentType,
        @Nullable Sensitive body) {
    public HttpRequest {
        headers = Map.copyOf(headers);
        secretHeaders = Map.copyOf(secretHeaders);
    }

    /** One whose secrets are in its headers and the body. */
    public HttpRequest(
            String method,
            URI uri,
            Map<String, String> headers,
            Map<String, Sensitive> secretHeaders,
            @Nullable Sensitive authorization,
            @Nullable String contentType,
            @Nullable Sensitive body) {
        this(method, uri, null, null, headers, secretHeaders, authorization, contentType, body);
    }

    /** One whose secrets are in {@code Authorization} and the body. */
    public HttpRequest(
            String method,
            URI uri,
            Map<String, String> headers,
            @Nullable Sensitive authorization,
            @Nullable String contentType,
            @Nullable Sensitive body) {
        this(method, uri, headers, Map.of(), authorization, contentType, body);
    }

    /** A GET that accepts JSON and proves nothing. */
    public static HttpRequest get(URI uri) {
        return new HttpRequest("GET", uri, Map.of("Accept", "application/json"), null, null, null);
    }

    /** The same with secrets in its query: for providers that take them nowhere else. */
    public HttpRequest asking(Sensitive query) {
        return new HttpRequest(
                method, uri, query, certificate, headers, secretHeaders, authorization, contentType, body);
    }

    /** The same over a connection on which that certificate is shown. */
    public HttpRequest showing(ClientCertificate shown) {
        return new HttpRequest(
                method, uri, secretQuery, shown, headers, secretHeaders, authorization, contentType, body);
    }

    /** The same with one more header that holds a secret. */
    public HttpRequest with(String header, Sensitive value) {
        Map<String, Sensitive> more = new HashMap<>(secretHeaders);
        more.put(header, value);
        return new HttpRequest(method, uri, secretQuery, certificate, headers, more, authorization, contentType, body);
    }

    /** The same with another {@code Authorization} header. */
    public HttpRequest authorizedBy(Sensitive other) {
        return new HttpRequest(method, uri, secretQuery, certificate, headers, secretHeaders, other, contentType, body);
    }

    /** The same request to another place, for an overlay or a redirect that was checked. */
    public HttpRequest at(URI elsewhere) {
        return new HttpRequest(
                method, elsewhere, secretQuery, certificate, headers, secretHeaders, authorization, contentType, body);
    }
}
