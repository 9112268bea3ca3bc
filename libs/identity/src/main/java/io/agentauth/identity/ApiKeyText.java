// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The text of an API key: {@code aa_live_} or {@code aa_test_}, 43 characters of base62 (256 random bits), and the CRC32 of all that in 6
 * more. The prefix lets scanners find leaked keys; the checksum lets anybody refuse a mistyped or made-up one without asking.
 */
public final class ApiKeyText {
    /** Where keys of this kind are used. */
    public enum Kind {
        /** Of production environments, and the installation key. */
        LIVE("aa_live_"),
        /** Of development environments. */
        TEST("aa_test_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PREFIX_CHARS = 8;
    private static final int RANDOM_CHARS = 43;
    private static final int CHECKSUM_CHARS = 6;
    private static final int CHARS = PREFIX_CHARS + RANDOM_CHARS + CHECKSUM_CHARS;
    private static final int SHOWN_CHARS = PREFIX_CHARS + 6;

    private ApiKeyText() {}

    /** A new key. 43 characters of 62 hold 256.03 bits. */
    public static Sensitive next(Kind kind) {
        StringBuilder text = new StringBuilder(CHARS).append(kind.prefix);
        for (int i = 0; i < RANDOM_CHARS; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return Sensitive.of(text.append(checksum(text)).toString());
    }

    /** Whether it can be a key at all; costs less than a microsecond. */
    public static boolean isWellFormed(String text) {
        if (text.length() != CHARS
                || !(text.startsWith(Kind.LIVE.prefix) || text.startsWith(Kind.TEST.prefix))
                || !isBase62(text)) {
            return false;
        }
        int body = CHARS - CHECKSUM_CHARS;
        return checksum(text.substring(0, body)).contentEquals(text.substring(body));
    }

    /** Whether it can be a key at all. */
    public static boolean isWellFormed(Sensitive text) {
        return isWellFormed(text.reveal(Reveal.TO_VERIFY));
    }

    /** What may be shown of a key for good: its prefix and six characters, which tell two keys of a list apart and leave 220 bits. */
    public static String publicPrefix(Sensitive key) {
        return key.reveal(Reveal.TO_SHOW_ONCE).substring(0, SHOWN_CHARS);
    }

    private static boolean isBase62(String text) {
        for (int i = PREFIX_CHARS; i < text.length(); i++) {
            char c = text.charAt(i);
            if (ALPHABET.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] checksum = new char[CHECKSUM_CHARS];
        for (int i = CHECKSUM_CHARS - 1; i >= 0; i--) {
            checksum[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(checksum);
    }
}
