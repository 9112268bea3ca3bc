// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a server wants to be left alone.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110 §10.2.3</a>
 */
public final class RetryAfter {
    /** No server is believed beyond this. */
    public static final Duration MAX = Duration.ofDays(7);

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,18})(?:\\.\\d{1,9})?");

    private RetryAfter() {}

    /**
     * The pause that {@code value} asks for: seconds, also with a fraction as some send them, or an HTTP date. Empty if it is neither, and for a
     * date that has passed: then the usual backoff decides. A fraction counts as a whole second.
     */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        var seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            long whole = Long.parseLong(seconds.group(1));
            return Optional.of(capped(whole + (text.contains(".") ? 1 : 0)));
        }
        return date(text)
                .map(at -> Duration.between(now, at))
                .filter(Duration::isPositive)
                .map(RetryAfter::capped);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Duration capped(long seconds) {
        return Duration.ofSeconds(Math.min(seconds, MAX.toSeconds()));
    }

    private static Duration capped(Duration pause) {
        return pause.compareTo(MAX) > 0 ? MAX : pause;
    }
}
