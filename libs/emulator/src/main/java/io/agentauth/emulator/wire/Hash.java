// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256, and random text. */
public final class Hash {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Hash() {}

    /** Lower-case hex of the SHA-256 of the text: how the truth log names a token. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /** RFC 7636 §4.2: the S256 challenge of a verifier. */
    public static String s256(String verifier) {
        return BASE64URL.encodeToString(sha256(verifier));
    }

    /** 192 random bits. */
    public static String random() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return BASE64URL.encodeToString(bytes);
    }

    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
