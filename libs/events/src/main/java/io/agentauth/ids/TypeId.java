// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.Arrays;
import java.util.UUID;

/**
 * The TypeID text form: prefix, underscore, and the 128 bits as 26 characters of Crockford's base32 in lower case. Only the canonical
 * text is read, so that one id has one spelling.
 *
 * @see <a href="https://github.com/jetify-com/typeid/tree/main/spec">TypeID specification 0.3</a>
 */
final class TypeId {
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int SUFFIX_CHARS = 26;
    private static final byte[] VALUES = values();

    private TypeId() {}

    static UUID newUuid() {
        return GENERATOR.generate();
    }

    static String format(String prefix, UUID uuid) {
        char[] text = new char[prefix.length() + 1 + SUFFIX_CHARS];
        prefix.getChars(0, prefix.length(), text, 0);
        text[prefix.length()] = '_';
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        for (int i = text.length - 1; i > prefix.length(); i--) {
            text[i] = ALPHABET[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(text);
    }

    static UUID parse(String prefix, String text) {
        int start = prefix.length() + 1;
        // 26 characters hold 130 bits: a first one above 7 would overflow.
        if (text.length() != start + SUFFIX_CHARS
                || !text.startsWith(prefix)
                || text.charAt(start - 1) != '_'
                || text.charAt(start) > '7') {
            throw new MalformedId(prefix);
        }
        long high = 0;
        long low = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0) {
                throw new MalformedId(prefix);
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | value;
        }
        return new UUID(high, low);
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            values[ALPHABET[i]] = (byte) i;
        }
        return values;
    }
}
