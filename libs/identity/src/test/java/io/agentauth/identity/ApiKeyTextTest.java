// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Reveal;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyTextTest {
    private static final String KEY = "aa_live_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";

    @Test
    void newKeysAreWellFormedAndNeverTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String key = ApiKeyText.next(i % 2 == 0 ? ApiKeyText.Kind.LIVE : ApiKeyText.Kind.TEST)
                    .reveal(Reveal.TO_VERIFY);
            assertThat(key).matches("aa_(live|test)_[0-9A-Za-z]{49}");
            assertThat(ApiKeyText.isWellFormed(key)).isTrue();
            assertThat(seen.add(key)).isTrue();
        }
    }

    /** The form is public: scanners and other programs check it too, so it may not change. */
    @Test
    void theChecksumIsCrc32InBase62() {
        assertThat(ApiKeyText.isWellFormed(KEY + checksum(KEY))).isTrue();
        assertThat(ApiKeyText.isWellFormed(KEY + "000000")).isFalse();
    }

    @Test
    void oneWrongCharacterIsSeen() {
        String key = ApiKeyText.next(ApiKeyText.Kind.LIVE).reveal(Reveal.TO_VERIFY);
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'a' ? 'b' : 'a';
            String wrong = key.substring(0, i) + other + key.substring(i + 1);
            assertThat(ApiKeyText.isWellFormed(wrong)).as("character %d", i).isFalse();
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String text :
                new String[] {"", "aa_live_", "x".repeat(57), KEY, KEY + "é".repeat(6), "aa_live_" + " ".repeat(49)}) {
            assertThat(ApiKeyText.isWellFormed(text)).as(text).isFalse();
        }
    }

    private static String checksum(String text) {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder();
        String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (long rest = crc.getValue(); digits.length() < 6; rest /= 62) {
            digits.insert(0, alphabet.charAt((int) (rest % 62)));
        }
        return digits.toString();
    }
}
