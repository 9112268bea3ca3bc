// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.ids.AccountId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an account is, as token-refresher asks after a restore of a database.
 *
 * @param generation in use; 0: none yet
 * @param generationEnded this one and all below have ended; of a deleted account all that were ever handed out
 * @param person whose account it is at the provider; null where nobody told
 * @param tokens what is handed out, one a slot
 */
record Standing(
        AccountId accountId, long generation, long generationEnded, @Nullable Person person, List<Token> tokens) {
    /** Whose account it is at the provider. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Person(@Nullable String subject, @Nullable String issuer, @Nullable String email, @Nullable String name) {}

    /** How new the token of a slot is. */
    record Token(String slot, long epoch, long generation, long version) {}
}
