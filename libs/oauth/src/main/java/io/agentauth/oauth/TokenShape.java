// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's token answers look.
 *
 * @param slots the tokens that may be in it, at least one; those that are absent are not missed as long as one is there
 * @param success the member that tells success, where the status does not
 * @param error where an error's code is; the first place that has one counts
 * @param errorDescription where its description is
 * @param zeroMeansNever whether a lifetime of zero or less says "does not expire"; elsewhere it says nothing
 * @param lifeInToken whether the access token is a JWT whose {@code exp} says when it ends
 * @param documentedLife how long an access token lives by the provider's documents, for answers that do not say
 * @param facts where an answer tells more of the account, by name
 */
public record TokenShape(
        List<SlotShape> slots,
        @Nullable SuccessRule success,
        List<Pointer> error,
        Pointer errorDescription,
        boolean zeroMeansNever,
        boolean lifeInToken,
        @Nullable Duration documentedLife,
        Map<String, Pointer> facts) {
    /** As RFC 6749 has it, with one slot. */
    public static final TokenShape STANDARD = new TokenShape(
            List.of(new SlotShape("default", TokenPointers.STANDARD, "")),
            null,
            List.of(new Pointer("/error")),
            new Pointer("/error_description"),
            false,
            false,
            null,
            Map.of());

    public TokenShape {
        slots = List.copyOf(slots);
        error = List.copyOf(error);
        facts = Map.copyOf(facts);
        if (slots.isEmpty()) {
            throw new IllegalArgumentException("an answer has at least one slot");
        }
    }
}
