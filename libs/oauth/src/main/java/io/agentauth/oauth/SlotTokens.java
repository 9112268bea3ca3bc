// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What was given for one slot.
 *
 * @param refreshToken null if none came: then the one that was presented, if any, stays valid
 * @param tokenType {@code Bearer}, unless the provider names another way of presenting it
 * @param life how long the access token lives from the answer on; null if nobody knows
 * @param scopes what was granted, with the slot's prefix; null if the answer does not say, which means "as asked" (RFC 6749 §5.1)
 */
public record SlotTokens(
        String slot,
        Sensitive accessToken,
        @Nullable Sensitive refreshToken,
        String tokenType,
        @Nullable Duration life,
        @Nullable Set<String> scopes) {
    /** RFC 6749 Appendix A.12, without the space: anything else could break out of a header. */
    private static final Pattern PRESENTABLE = Pattern.compile("[\\x21-\\x7E]{1,65536}");

    private static final Set<String> OTHER_TYPES = Set.of("dpop", "mac", "pop", "n_a");
    private static final Pattern BETWEEN_SCOPES = Pattern.compile("[\\s,]+");

    public SlotTokens {
        scopes = scopes == null ? null : Set.copyOf(scopes);
    }

    /** When the access token ends, if anybody knows. */
    public Optional<Instant> expiresAt(Instant receivedAt) {
        return Optional.ofNullable(life).map(receivedAt::plus);
    }

    static Optional<SlotTokens> in(JsonNode answer, SlotShape shape, TokenShape all, Instant receivedAt) {
        TokenPointers pointers = shape.pointers();
        return pointers.accessToken()
                .textIn(answer)
                .filter(token -> PRESENTABLE.matcher(token).matches())
                .map(token -> new SlotTokens(
                        shape.slot(),
                        Sensitive.of(token),
                        pointers.refreshToken()
                                .textIn(answer)
                                .map(Sensitive::of)
                                .orElse(null),
                        type(pointers.tokenType().textIn(answer).orElse("bearer")),
                        Life.in(answer, pointers, all, receivedAt),
                        scopes(pointers.scope().in(answer), shape.scopePrefix())));
    }

    /**
     * RFC 6749 §5.1: the value is case-insensitive. Where it is no way of presenting a token (Slack says whose it is), it is a bearer token.
     */
    private static String type(String said) {
        return OTHER_TYPES.contains(said.toLowerCase(Locale.ROOT)) ? said : "Bearer";
    }

    /** A list in a text, separated by spaces as the RFC says or by commas as others do, or an array. */
    private static @Nullable Set<String> scopes(JsonNode said, String prefix) {
        Stream<String> each =
                switch (said.getNodeType()) {
                    case STRING -> Arrays.stream(BETWEEN_SCOPES.split(said.asText()));
                    case ARRAY ->
                        StreamSupport.stream(said.spliterator(), false).map(JsonNode::asText);
                    case BINARY, BOOLEAN, MISSING, NULL, NUMBER, OBJECT, POJO -> null;
                };
        if (each == null) {
            return null;
        }
        Set<String> scopes = new LinkedHashSet<>();
        each.map(String::strip).filter(scope -> !scope.isEmpty()).forEach(scope -> scopes.add(prefix + scope));
        return scopes;
    }
}
