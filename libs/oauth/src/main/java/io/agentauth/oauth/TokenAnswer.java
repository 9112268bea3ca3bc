// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.vault.Sensitive;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token endpoint said. What it means for a grant is a {@link Verdict}. */
public sealed interface TokenAnswer permits OAuthError, TokenAnswer.Tokens, TokenAnswer.Unreadable {
    /**
     * Reads an answer. An error member wins over tokens, whatever the status: some providers fail with 200. Tokens count only with 2xx.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749 §5</a>
     */
    static TokenAnswer read(HttpAnswer answer, TokenShape shape) {
        Optional<JsonNode> body = AnswerBody.read(answer);
        if (body.isEmpty()) {
            return new Unreadable(answer.status(), "not an object in JSON or a form");
        }
        JsonNode members = body.get();
        Optional<OAuthError> error = OAuthError.in(answer.status(), members, shape);
        if (error.isPresent()) {
            return error.get();
        }
        if (!answer.isSuccessful()) {
            return new Unreadable(answer.status(), "no error and no success");
        }
        List<SlotTokens> slots = shape.slots().stream()
                .flatMap(slot -> SlotTokens.in(members, slot, shape, answer.receivedAt()).stream())
                .toList();
        return slots.isEmpty()
                ? new Unreadable(answer.status(), "no usable access token")
                : new Tokens(
                        slots,
                        new Pointer("/id_token")
                                .textIn(members)
                                .map(Sensitive::of)
                                .orElse(null),
                        facts(members, shape));
    }

    private static Map<String, String> facts(JsonNode members, TokenShape shape) {
        Map<String, String> facts = new HashMap<>();
        shape.facts().forEach((name, place) -> place.textIn(members).ifPresent(said -> facts.put(name, said)));
        return facts;
    }

    /**
     * Success.
     *
     * @param slots what was given, at least one
     * @param idToken the ID token, unchecked
     * @param facts what else it tells of what the shape names, unchecked
     */
    record Tokens(List<SlotTokens> slots, @Nullable Sensitive idToken, Map<String, String> facts)
            implements TokenAnswer {
        public Tokens {
            slots = List.copyOf(slots);
            facts = Map.copyOf(facts);
        }
    }

    /** An answer that says neither yes nor no: a page of a proxy, half a body, an object about something else. */
    record Unreadable(int status, String why) implements TokenAnswer {}
}
