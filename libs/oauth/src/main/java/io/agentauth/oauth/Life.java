// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long an access token lives. Providers say it as a number, a number in a text, a moment, or not at all; some say nonsense. Nonsense
 * counts as not said, and what is not said is what is documented: a made-up default would either renew on each call or serve dead tokens.
 */
final class Life {
    /** Longer is not believed: it is a moment in the wrong member, or a way to say "for ever". */
    static final Duration MAX = Duration.ofDays(3650);

    /** Epoch seconds beyond this are milliseconds: the year 5138. */
    private static final double SECONDS_MAX = 1e11;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pointer EXP = new Pointer("/exp");
    private static final int JWT_PARTS = 3;

    private Life() {}

    static @Nullable Duration in(JsonNode answer, TokenPointers pointers, TokenShape shape, Instant receivedAt) {
        Optional<Double> seconds = pointers.expiresIn().textIn(answer).flatMap(Life::number);
        if (seconds.filter(said -> said <= 0).isPresent() && shape.zeroMeansNever()) {
            return null;
        }
        return seconds.flatMap(Life::believable)
                .or(() -> until(answer, pointers.expiresAt(), receivedAt))
                .or(() -> shape.lifeInToken() ? expiry(answer, pointers.accessToken(), receivedAt) : Optional.empty())
                .orElse(shape.documentedLife());
    }

    private static Optional<Duration> until(JsonNode answer, @Nullable Pointer pointer, Instant receivedAt) {
        return Optional.ofNullable(pointer)
                .flatMap(there -> there.textIn(answer))
                .flatMap(Life::moment)
                .flatMap(end -> between(receivedAt, end));
    }

    /** The {@code exp} of a JWT. Nothing else in it is read, and it is not verified: who sent the token could as well have said the life. */
    private static Optional<Duration> expiry(JsonNode answer, Pointer pointer, Instant receivedAt) {
        return pointer.textIn(answer)
                .map(token -> token.split("\\.", -1))
                .filter(parts -> parts.length == JWT_PARTS)
                .flatMap(parts -> claims(parts[1]))
                .flatMap(EXP::textIn)
                .flatMap(Life::moment)
                .flatMap(end -> between(receivedAt, end));
    }

    private static Optional<JsonNode> claims(String part) {
        try {
            return Optional.ofNullable(JSON.readTree(Base64.getUrlDecoder().decode(part)));
        } catch (IllegalArgumentException | IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> between(Instant receivedAt, Instant end) {
        return believable((double) (end.getEpochSecond() - receivedAt.getEpochSecond()));
    }

    private static Optional<Duration> believable(double seconds) {
        return seconds >= 1 && seconds <= MAX.toSeconds()
                ? Optional.of(Duration.ofSeconds((long) seconds))
                : Optional.empty();
    }

    private static Optional<Instant> moment(String text) {
        Optional<Double> epoch = number(text);
        if (epoch.isPresent()) {
            double seconds = epoch.get() > SECONDS_MAX ? epoch.get() / 1000 : epoch.get();
            return seconds > 0 && seconds < SECONDS_MAX
                    ? Optional.of(Instant.ofEpochSecond((long) seconds))
                    : Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text.strip())).filter(Double::isFinite);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
