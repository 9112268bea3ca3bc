// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer as a value, read to its end.
 *
 * @param headers by lower-case name, the first of each
 * @param body all of it; it may hold tokens, so it does not print
 * @param receivedAt when its headers were there: lifetimes count from here
 */
public record HttpAnswer(int status, Map<String, String> headers, Sensitive body, Instant receivedAt) {
    public HttpAnswer {
        Map<String, String> lowered = new TreeMap<>();
        headers.forEach((name, value) -> lowered.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lowered);
    }

    /** A JSON answer, for tests and fakes. */
    public static HttpAnswer json(int status, String body, Instant receivedAt) {
        return new HttpAnswer(
                status,
                Map.of("content-type", "application/json"),
                Sensitive.of(body.getBytes(StandardCharsets.UTF_8)),
                receivedAt);
    }

    /** The header of that name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the status is 2xx. */
    public boolean isSuccessful() {
        return status / 100 == 2;
    }

    /** How long to stay away, as the answer says; at most seven days. */
    public Optional<Duration> retryAfter() {
        return header("retry-after").flatMap(value -> RetryAfter.parse(value, receivedAt));
    }
}
