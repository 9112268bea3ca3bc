// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a refusal for too many calls looks, and how long the provider wants to be left alone after it. Status 429 is always one (RFC 6585 §4).
 * Another status that is listed is one only with a sign of it: a word in the body, a count of calls left that is zero, or
 * {@code Retry-After}; many providers use 403 and 400 for other refusals too.
 *
 * @param statuses that it may have, below 500
 * @param markers words of which one is in the body
 * @param remainingHeader the header that says how many calls are left
 * @param resetHeaders headers that say when calls are taken again, the first that says something counts: seconds, or a moment in epoch
 *     seconds or milliseconds. {@code Retry-After} comes before them all
 */
public record TooManyCalls(
        List<Integer> statuses, List<String> markers, @Nullable String remainingHeader, List<String> resetHeaders) {
    /** As the RFC has it. */
    public static final TooManyCalls STANDARD = new TooManyCalls(List.of(429), List.of(), null, List.of());

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})(\\.\\d{1,9})?");
    private static final long EPOCH_SECONDS_MIN = 1_000_000_000L;
    private static final long EPOCH_MILLIS_MIN = 100_000_000_000L;

    public TooManyCalls {
        statuses = List.copyOf(statuses);
        markers = List.copyOf(markers);
        resetHeaders = List.copyOf(resetHeaders);
    }

    /** Whether {@code answer} is such a refusal. Never for 5xx: who failed may have acted first. */
    public boolean isSaidBy(HttpAnswer answer) {
        if (answer.status() == 429) {
            return true;
        }
        return answer.status() < 500 && statuses.contains(answer.status()) && (isMarked(answer) || isCounted(answer));
    }

    /** How long to stay away, if {@code answer} says; at most {@link RetryAfter#MAX}. */
    public Optional<Duration> pause(HttpAnswer answer) {
        return answer.retryAfter().or(() -> resetHeaders.stream()
                .flatMap(name -> answer.header(name).stream())
                .flatMap(value -> reset(value, answer).stream())
                .findFirst());
    }

    private boolean isMarked(HttpAnswer answer) {
        if (markers.isEmpty()) {
            return false;
        }
        String body = AnswerBody.text(answer);
        return markers.stream().anyMatch(body::contains);
    }

    private boolean isCounted(HttpAnswer answer) {
        boolean none = remainingHeader != null
                && answer.header(remainingHeader)
                        .filter(left -> left.strip().equals("0"))
                        .isPresent();
        return !answer.isSuccessful() && (none || answer.retryAfter().isPresent());
    }

    private static Optional<Duration> reset(String value, HttpAnswer answer) {
        var number = NUMBER.matcher(value.strip());
        if (!number.matches()) {
            return Optional.empty();
        }
        long whole = Long.parseLong(number.group(1));
        long millis = whole < EPOCH_MILLIS_MIN ? whole * 1000 : whole;
        long wait = whole < EPOCH_SECONDS_MIN
                ? millis + (number.group(2) == null ? 0 : 1000)
                : millis - answer.receivedAt().toEpochMilli();
        // The clocks differ a little, and a fraction of a second too early is too early.
        long seconds = Math.ceilDiv(wait, 1000);
        return seconds > 0
                ? Optional.of(Duration.ofSeconds(Math.min(seconds, RetryAfter.MAX.toSeconds())))
                : Optional.empty();
    }
}
