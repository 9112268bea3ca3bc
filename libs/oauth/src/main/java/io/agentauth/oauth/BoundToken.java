// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A token, or what a token is asked for with, and the key that proves who may use it. They are sealed in one piece where the token would be: neither
 * is of use without the other.
 *
 * @param token as the provider gave it; empty where there is only a key
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449">RFC 9449</a>
 */
public record BoundToken(Sensitive token, DpopKey key) {
    /** What {@code token_type} says of an access token that is bound: RFC 9449 §5. */
    public static final String TOKEN_TYPE = "DPoP";

    private static final String START = TOKEN_TYPE + " ";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same from {@link #toSensitive}; empty where it is a token by itself, whatever that looks like. */
    public static Optional<BoundToken> find(Sensitive sealed) {
        String text = sealed.reveal(Reveal.TO_CALL_THE_PROVIDER);
        if (!text.startsWith(START)) {
            return Optional.empty();
        }
        try {
            JsonNode members = JSON.readTree(text.substring(START.length()));
            return Optional.of(new BoundToken(
                    Sensitive.of(members.path("token").asText()),
                    DpopKey.from(Sensitive.of(members.path("key").asText()))));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The token alone, of what may be bound. */
    public static Sensitive tokenOf(Sensitive sealed) {
        return find(sealed).map(BoundToken::token).orElse(sealed);
    }

    /** As it is sealed. */
    public Sensitive toSensitive() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("key", key.toSensitive().reveal(Reveal.TO_SEAL));
        members.put("token", token.reveal(Reveal.TO_SEAL));
        try {
            return Sensitive.of(START + JSON.writeValueAsString(members));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }
}
