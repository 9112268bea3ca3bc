// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6585 §4: too many calls, and what providers use in place of 429")
class TooManyCallsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TooManyCalls MARKED = new TooManyCalls(List.of(200, 403), List.of("LIMITED"), null, List.of());
    private static final TooManyCalls COUNTED = new TooManyCalls(List.of(403), List.of(), "X-Left", List.of("X-Reset"));

    private static HttpAnswer answer(int status, String body, Map<String, String> headers) {
        return new HttpAnswer(status, headers, Sensitive.of(body), NOW);
    }

    @Test
    void status429IsAlwaysOne() {
        for (TooManyCalls limits : List.of(TooManyCalls.STANDARD, MARKED, COUNTED)) {
            assertThat(limits.isSaidBy(answer(429, "", Map.of()))).isTrue();
        }
    }

    @Test
    void anotherStatusNeedsASign() {
        assertThat(MARKED.isSaidBy(answer(403, "{\"code\":\"LIMITED\"}", Map.of())))
                .isTrue();
        assertThat(MARKED.isSaidBy(answer(200, "{\"code\":\"LIMITED\"}", Map.of())))
                .isTrue();
        assertThat(MARKED.isSaidBy(answer(403, "{}", Map.of()))).isFalse();
        assertThat(MARKED.isSaidBy(answer(400, "LIMITED", Map.of()))).isFalse();
        assertThat(MARKED.isSaidBy(answer(200, "{}", Map.of("Retry-After", "5"))))
                .isFalse();
        assertThat(COUNTED.isSaidBy(answer(403, "", Map.of("X-Left", "0")))).isTrue();
        assertThat(COUNTED.isSaidBy(answer(403, "", Map.of("X-Left", "1")))).isFalse();
        assertThat(COUNTED.isSaidBy(answer(403, "", Map.of("Retry-After", "5"))))
                .isTrue();
        assertThat(COUNTED.isSaidBy(answer(403, "", Map.of("X-Reset", "1767225660"))))
                .isFalse();
    }

    @Test
    void aFailureIsNone() {
        TooManyCalls overloaded = new TooManyCalls(List.of(503, 529), List.of(), null, List.of());

        assertThat(overloaded.isSaidBy(answer(503, "", Map.of("Retry-After", "5"))))
                .isFalse();
        assertThat(overloaded.isSaidBy(answer(529, "", Map.of("Retry-After", "5"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1767225660, 60",
        "1767225660000, 60",
        "1767225600001, 1",
        "60, 60",
        "1.25, 2",
        "999999999, 604800",
        "9999999999, 604800"
    })
    void aResetIsSecondsOrAMoment(String value, long seconds) {
        assertThat(COUNTED.pause(answer(403, "", Map.of("X-Reset", value)))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "0", "1767225600", "1e9", "99999999999999999999"})
    void whatIsNoResetIsNotBelieved(String value) {
        assertThat(COUNTED.pause(answer(403, "", Map.of("X-Reset", value)))).isEmpty();
    }

    @Test
    void retryAfterComesFirst() {
        assertThat(COUNTED.pause(answer(403, "", Map.of("X-Reset", "60", "Retry-After", "5"))))
                .contains(Duration.ofSeconds(5));
    }
}
