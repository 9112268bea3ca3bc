// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a provider of OAuth 1.0a sent the browser back with. There is no state: the temporary token, which is the flow's own, says whose it is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2.2">RFC 5849 §2.2</a>
 */
public sealed interface OAuth1Callback {
    /** The temporary token. */
    Sensitive token();

    /** The person agreed. */
    record Verified(Sensitive token, Sensitive verifier) implements OAuth1Callback {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** Both in one piece, to be kept where a code would be. */
        public Sensitive toSensitive() {
            try {
                return Sensitive.of(
                        JSON.writeValueAsBytes(List.of(token.reveal(Reveal.TO_SEAL), verifier.reveal(Reveal.TO_SEAL))));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("texts are always JSON", e);
            }
        }

        /** The same from what was kept. */
        public static Verified from(Sensitive kept) {
            try {
                String[] both =
                        JSON.readValue(kept.revealBytes(Reveal.TO_PRESENT_AT_THE_TOKEN_ENDPOINT), String[].class);
                return new Verified(Sensitive.of(both[0]), Sensitive.of(both[1]));
            } catch (IOException e) {
                throw new IllegalStateException("what was kept is no callback of OAuth 1.0a", e);
            }
        }
    }

    /** The person did not: the RFC says nothing about it, so it is a {@code denied} in the token's place, an {@code error}, or no verifier. */
    record Refused(Sensitive token) implements OAuth1Callback {}

    /** It has the token, and what it says of it is not one thing. */
    record Malformed(Sensitive token) implements OAuth1Callback {}

    /** Empty where it is no callback of OAuth 1.0a: it has a state, or not exactly one token. */
    static Optional<OAuth1Callback> parse(String rawQuery) {
        if (rawQuery.length() > Callback.Reading.QUERY_MAX) {
            return Optional.empty();
        }
        List<OAuth1Signature.Parameter> parameters;
        try {
            parameters = OAuth1Signature.parameters(rawQuery);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        List<String> tokens = new ArrayList<>(values(parameters, "oauth_token"));
        List<String> denied = values(parameters, "denied");
        tokens.addAll(denied);
        if (tokens.size() != 1
                || tokens.getFirst().isEmpty()
                || !values(parameters, "state").isEmpty()) {
            return Optional.empty();
        }
        Sensitive token = Sensitive.of(tokens.getFirst());
        List<String> verifiers = values(parameters, "oauth_verifier");
        boolean refused = !denied.isEmpty() || !values(parameters, "error").isEmpty();
        if (verifiers.isEmpty() || verifiers.equals(List.of(""))) {
            return Optional.of(new Refused(token));
        }
        return Optional.of(
                verifiers.size() > 1 || refused
                        ? new Malformed(token)
                        : new Verified(token, Sensitive.of(verifiers.getFirst())));
    }

    private static List<String> values(List<OAuth1Signature.Parameter> parameters, String name) {
        return parameters.stream()
                .filter(one -> one.name().equals(name))
                .map(OAuth1Signature.Parameter::value)
                .toList();
    }
}
