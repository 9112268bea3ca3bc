// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is signed of a request, and the signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-3.4">RFC 5849 §3.4</a>
 */
final class OAuth1Signature {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private OAuth1Signature() {}

    /** One parameter, decoded. A name may come several times. */
    record Parameter(String name, String value) {}

    /** RFC 5849 §3.4.1.1: method, address and all parameters as one text. */
    static String base(String method, URI uri, Collection<Parameter> parameters) {
        return encode(method.toUpperCase(Locale.ROOT)) + "&" + encode(address(uri)) + "&" + encode(joined(parameters));
    }

    /** RFC 5849 §3.4.2, in base64. */
    static String sign(SignatureMethod method, String base, String clientSecret, String tokenSecret) {
        byte[] key = (encode(clientSecret) + "&" + encode(tokenSecret)).getBytes(StandardCharsets.US_ASCII);
        try {
            Mac mac = method.mac();
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + method, e);
        }
    }

    /** RFC 5849 §3.4.1.3.1: the parameters of a query or of a form. */
    static List<Parameter> parameters(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(OAuth1Signature::parameter)
                .toList();
    }

    private static Parameter parameter(String pair) {
        int equals = pair.indexOf('=');
        return new Parameter(
                decoded(equals < 0 ? pair : pair.substring(0, equals)),
                decoded(equals < 0 ? "" : pair.substring(equals + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** RFC 5849 §3.4.1.2: lower case, the usual port left out, no query. */
    private static String address(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? HTTPS : HTTP);
        String path = uri.getRawPath();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort())
                + (path == null || path.isEmpty() ? "/" : path);
    }

    /** RFC 5849 §3.4.1.3.2: encoded first, then in the order of bytes, values of one name too. */
    private static String joined(Collection<Parameter> parameters) {
        return parameters.stream()
                .map(one -> new Parameter(encode(one.name()), encode(one.value())))
                .sorted((one, other) -> one.name().equals(other.name())
                        ? one.value().compareTo(other.value())
                        : one.name().compareTo(other.name()))
                .map(one -> one.name() + "=" + one.value())
                .collect(Collectors.joining("&"));
    }

    /** RFC 5849 §3.6: everything but letters, digits and {@code - . _ ~}, in upper-case hexadecimal. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() * 2);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (isUnreserved(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", octet & 0xFF));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
