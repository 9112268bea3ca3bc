// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to a {@link DeviceRequest}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.2">RFC 8628 §3.2</a>
 */
public sealed interface DeviceAnswer {
    /**
     * It waits for a person.
     *
     * @param deviceCode what the token endpoint is asked with
     * @param userCode what the person enters
     * @param verificationUri where
     * @param verificationUriComplete the same with the code in it; null where the server makes none
     * @param life how long both codes live, from the answer on
     * @param interval how long to wait between two questions at the token endpoint, at least
     */
    record Begun(
            Sensitive deviceCode,
            String userCode,
            URI verificationUri,
            @Nullable URI verificationUriComplete,
            Duration life,
            Duration interval)
            implements DeviceAnswer {
        /** The same with the person's addresses as {@code where} has them. */
        public Begun shownAt(UnaryOperator<URI> where) {
            return new Begun(
                    deviceCode,
                    userCode,
                    where.apply(verificationUri),
                    verificationUriComplete == null ? null : where.apply(verificationUriComplete),
                    life,
                    interval);
        }

        /** Whoever has the person's code may be asked for their consent by somebody else. */
        @Override
        public String toString() {
            return "Begun[" + verificationUri + ", " + life + ", " + interval + "]";
        }
    }

    /** It does not want this client, or not what it asks for. */
    record Refused(String error) implements DeviceAnswer {}

    /** Too many calls, and how long it wants to be left alone, if it says. */
    record Limited(@Nullable Duration after) implements DeviceAnswer {}

    /** An answer that says neither yes nor no. */
    record Unclear(String why, @Nullable Duration after) implements DeviceAnswer {}

    /** Where the server names no interval. RFC 8628 §3.2. */
    Duration USUAL_INTERVAL = Duration.ofSeconds(5);

    /** No server is asked less often than that. */
    Duration INTERVAL_MAX = Duration.ofMinutes(5);

    /** No code is waited for longer than that. */
    Duration LIFE_MAX = Duration.ofHours(1);

    /** Reads {@code answer}, of a server that has a way of its own to refuse too many calls. */
    static DeviceAnswer read(HttpAnswer answer, TooManyCalls limits) {
        if (limits.isSaidBy(answer)) {
            return new Limited(limits.pause(answer).orElse(null));
        }
        Duration after = answer.retryAfter().orElse(null);
        Optional<JsonNode> body = AnswerBody.read(answer);
        Optional<OAuthError> error = body.filter(_ -> answer.status() < 500)
                .flatMap(members -> OAuthError.in(answer.status(), members, TokenShape.STANDARD));
        if (error.isPresent()) {
            return new Refused(error.get().error());
        }
        return answer.isSuccessful()
                ? body.flatMap(Members::begun).<DeviceAnswer>map(begun -> begun).orElse(new Unclear("no_codes", after))
                : new Unclear("status_" + answer.status(), after);
    }

    /** Reading what it begins with. */
    final class Members {
        /** RFC 8628 §6.1: short, and typed by a person. */
        private static final Pattern USER_CODE = Pattern.compile("[\\p{Graph} ]{1,64}");

        private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
        private static final int DEVICE_CODE_MAX = 8_192;
        private static final int URI_MAX = 2_000;

        private Members() {}

        static Optional<Begun> begun(JsonNode members) {
            String deviceCode = members.path("device_code").asText("");
            String userCode = members.path("user_code").asText("");
            // An older draft's word, which some have kept.
            Optional<URI> uri = uri(members, "verification_uri").or(() -> uri(members, "verification_url"));
            Optional<Duration> life = seconds(members, "expires_in").filter(Duration::isPositive);
            if (deviceCode.isEmpty()
                    || deviceCode.length() > DEVICE_CODE_MAX
                    || !USER_CODE.matcher(userCode).matches()
                    || uri.isEmpty()
                    || life.isEmpty()) {
                return Optional.empty();
            }
            Duration interval =
                    seconds(members, "interval").filter(Duration::isPositive).orElse(USUAL_INTERVAL);
            return Optional.of(new Begun(
                    Sensitive.of(deviceCode),
                    userCode,
                    uri.get(),
                    uri(members, "verification_uri_complete").orElse(null),
                    atMost(life.get(), LIFE_MAX),
                    atMost(interval, INTERVAL_MAX)));
        }

        private static Optional<URI> uri(JsonNode members, String name) {
            String text = members.path(name).asText("");
            try {
                return Optional.of(URI.create(text)).filter(uri -> text.length() <= URI_MAX && isWeb(uri));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        /** A person is sent there: nothing but a page of a server with a name. */
        private static boolean isWeb(URI uri) {
            String scheme = String.valueOf(uri.getScheme());
            return (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null;
        }

        private static Optional<Duration> seconds(JsonNode members, String name) {
            String text = members.path(name).asText("");
            return SECONDS.matcher(text).matches()
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                    : Optional.empty();
        }

        private static Duration atMost(Duration span, Duration most) {
            return span.compareTo(most) > 0 ? most : span;
        }
    }
}
