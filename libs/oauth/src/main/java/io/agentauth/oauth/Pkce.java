// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Proof that whoever presents a code began its flow. S256 only: {@code plain} proves nothing to whoever reads the request.
 *
 * @param verifier stays on the server until the code is presented
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>
 */
public record Pkce(Sensitive verifier) {
    /** A fresh verifier of 256 random bits, 43 characters. RFC 7636 §4.1. */
    public static Pkce fresh() {
        return new Pkce(Sensitive.random(256));
    }

    /** What the authorization request carries. RFC 7636 §4.2. */
    public String challenge() {
        byte[] ascii = verifier.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(ascii));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
