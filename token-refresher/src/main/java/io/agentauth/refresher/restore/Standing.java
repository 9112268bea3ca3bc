// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.ids.AccountId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What account-service knows of an account.
 *
 * @param generation in use there
 * @param generationEnded this one and all below have ended
 * @param person whose account it is at the provider, of the generation in use
 * @param tokens what it hands out, one a slot
 */
record Standing(
        AccountId accountId, long generation, long generationEnded, @Nullable Person person, List<Token> tokens) {
    /** Whose account it is at the provider. */
    record Person(@Nullable String subject, @Nullable String issuer, @Nullable String email, @Nullable String name) {}

    /** How new the token of a slot is there. */
    record Token(String slot, long epoch, long generation, long version) {
        Mark mark() {
            return new Mark(epoch, generation, version);
        }
    }

    Optional<Mark> mark(String slot) {
        return tokens.stream()
                .filter(token -> token.slot().equals(slot))
                .findFirst()
                .map(Token::mark);
    }
}
