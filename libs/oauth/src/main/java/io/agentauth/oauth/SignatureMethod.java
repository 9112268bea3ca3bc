// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * How requests of OAuth 1.0a are signed. {@code PLAINTEXT}, which would send both secrets, is not among them, nor is {@code RSA-SHA1}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-3.4">RFC 5849 §3.4</a>
 */
public enum SignatureMethod {
    /** RFC 5849 §3.4.2. */
    HMAC_SHA1("HMAC-SHA1"),
    /** The same with SHA-256: not in the RFC, and what newer providers ask for. */
    HMAC_SHA256("HMAC-SHA256");

    private final String wireName;

    SignatureMethod(String wireName) {
        this.wireName = wireName;
    }

    /** As {@code oauth_signature_method} names it. */
    public String wireName() {
        return wireName;
    }

    /** What computes it. */
    Mac mac() throws NoSuchAlgorithmException {
        return switch (this) {
            case HMAC_SHA1 -> Mac.getInstance("HmacSHA1");
            case HMAC_SHA256 -> Mac.getInstance("HmacSHA256");
        };
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException if it is another, such as {@code PLAINTEXT}
     */
    public static SignatureMethod of(String wireName) {
        return Arrays.stream(values())
                .filter(method -> method.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("requests are not signed by " + wireName));
    }
}
