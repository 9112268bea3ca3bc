// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.oauth.Callback;
import io.agentauth.oauth.OAuth1Callback;
import io.agentauth.vault.Sensitive;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A callback, read: a code, or a failure.
 *
 * @param issuer what {@code iss} says (RFC 9207)
 * @param code null if and only if there is a failure; of OAuth 1.0a both the temporary token and the verifier
 * @param more parameters that are not the protocol's, of a code
 * @param oauth1 whether it is of OAuth 1.0a, where the temporary token stands for the state
 */
record Arrival(
        Sensitive state,
        @Nullable String issuer,
        @Nullable Sensitive code,
        @Nullable Failure failure,
        Map<String, String> more,
        boolean oauth1) {
    private static final String STATE = "state=";

    /** Empty where no state, or more than one, says whose callback it is: then nothing can be done with it. */
    static Optional<Arrival> read(String query) {
        return OAuth1Callback.parse(query).map(Arrival::of).or(() -> readCode(query));
    }

    private static Arrival of(OAuth1Callback back) {
        return switch (back) {
            case OAuth1Callback.Verified verified ->
                new Arrival(verified.token(), null, verified.toSensitive(), null, Map.of(), true);
            case OAuth1Callback.Refused refused ->
                new Arrival(refused.token(), null, null, Failure.DENIED, Map.of(), true);
            case OAuth1Callback.Malformed malformed ->
                new Arrival(malformed.token(), null, null, Failure.MALFORMED, Map.of(), true);
        };
    }

    private static Optional<Arrival> readCode(String query) {
        return switch (Callback.parse(query)) {
            case Callback.Code code ->
                Optional.of(new Arrival(code.state(), code.issuer(), code.code(), null, code.more(), false));
            case Callback.Refused refused ->
                Optional.of(new Arrival(
                        refused.state(),
                        refused.issuer(),
                        null,
                        refused.isDenied() ? Failure.DENIED : Failure.ofAuthorization(refused.error()),
                        Map.of(),
                        false));
            case Callback.Malformed _ ->
                onlyState(query).map(state -> new Arrival(state, null, null, Failure.MALFORMED, Map.of(), false));
        };
    }

    private static Optional<Sensitive> onlyState(String query) {
        List<String> states = Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(STATE))
                .map(pair -> pair.substring(STATE.length()))
                .toList();
        return states.size() == 1 ? decoded(states.getFirst()) : Optional.empty();
    }

    private static Optional<Sensitive> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8))
                    .filter(state -> !state.isEmpty())
                    .map(Sensitive::of);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
