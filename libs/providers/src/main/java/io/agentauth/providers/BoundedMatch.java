// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import java.util.regex.Pattern;

/**
 * Matches by the patterns of providers' files. An application writes those of its own providers, and a pattern that backtracks without end would hold up
 * everybody: whoever looks at more characters than a sane one needs does not match.
 *
 * @see <a href="https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS">OWASP on such patterns</a>
 */
final class BoundedMatch {
    private static final int LOOKS_MAX = 100_000;

    private BoundedMatch() {}

    /** Whether all of {@code text} matches {@code pattern}, and does so within bounds. */
    static boolean of(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(new Looks(text)).matches();
        } catch (TooManyLooks _) {
            return false;
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        TooManyLooks() {
            super("the pattern backtracks too much", null, false, false);
        }
    }

    /** A text that counts how often somebody looks. */
    private static final class Looks implements CharSequence {
        private final String text;
        private int looks;

        Looks(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS_MAX) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
