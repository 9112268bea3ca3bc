// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the provider sent the browser back with. Hostile input: anybody can make a browser open a URL.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 §4.1.2</a>
 */
public sealed interface Callback {
    /**
     * Reads the raw query. Refused are parameters of the protocol that come twice or in array form, a code together with an error, and
     * anything without a state, because nothing may be done with it.
     */
    static Callback parse(String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (rawQuery.length() > Reading.QUERY_MAX) {
            return new Malformed("the query is too long");
        }
        for (String pair : rawQuery.split("&", -1)) {
            String problem = Reading.add(parameters, pair);
            if (problem != null) {
                return new Malformed(problem);
            }
        }
        return Reading.callback(parameters);
    }

    /**
     * A code came.
     *
     * @param issuer what {@code iss} says, RFC 9207; null if it is not there
     * @param more parameters that are not the protocol's
     */
    record Code(Sensitive state, Sensitive code, @Nullable String issuer, Map<String, String> more)
            implements Callback {}

    /** The provider refused, or the person did: {@code access_denied}. RFC 6749 §4.1.2.1. */
    record Refused(Sensitive state, @Nullable String issuer, String error, @Nullable String description)
            implements Callback {
        /** Whether it was the person who said no. */
        public boolean isDenied() {
            return error.equals("access_denied") || error.equals("user_denied");
        }
    }

    /** Not an answer to any authorization request. */
    record Malformed(String why) implements Callback {}

    /** How it is read. */
    final class Reading {
        static final int QUERY_MAX = 16_384;

        private static final Set<String> PROTOCOL =
                Set.of("code", "state", "iss", "error", "error_description", "error_uri");
        private static final Pattern ERROR = Pattern.compile("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]{1,64}");
        private static final int MORE_MAX = 32;

        private Reading() {}

        static @Nullable String add(Map<String, String> parameters, String pair) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name == null || value == null) {
                return "a parameter is not form-encoded";
            }
            if (isArrayOfProtocol(name)) {
                return "an array in place of a parameter";
            }
            if (PROTOCOL.contains(name)) {
                return parameters.putIfAbsent(name, value) == null ? null : "a parameter comes twice";
            }
            if (parameters.size() < MORE_MAX && !name.isEmpty()) {
                parameters.putIfAbsent(name, value);
            }
            return null;
        }

        static Callback callback(Map<String, String> parameters) {
            String state = parameters.getOrDefault("state", "");
            String code = parameters.getOrDefault("code", "");
            String error = parameters.getOrDefault("error", "");
            if (state.isEmpty()) {
                return new Malformed("there is no state");
            }
            if (code.isEmpty() == error.isEmpty()) {
                return new Malformed(code.isEmpty() ? "neither a code nor an error" : "both a code and an error");
            }
            Sensitive hidden = Sensitive.of(state);
            String issuer = parameters.get("iss");
            if (!error.isEmpty()) {
                String named = ERROR.matcher(error).matches() ? error : OAuthError.UNNAMED;
                return new Refused(hidden, issuer, named, parameters.get("error_description"));
            }
            Map<String, String> more = new LinkedHashMap<>(parameters);
            more.keySet().removeAll(PROTOCOL);
            return new Code(hidden, Sensitive.of(code), issuer, Map.copyOf(more));
        }

        private static boolean isArrayOfProtocol(String name) {
            int bracket = name.indexOf('[');
            return bracket > 0 && PROTOCOL.contains(name.substring(0, bracket));
        }

        private static @Nullable String decoded(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException _) {
                return null;
            }
        }
    }
}
