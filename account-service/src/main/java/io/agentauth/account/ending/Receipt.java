// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import org.jspecify.annotations.Nullable;

/**
 * What became of one slot's grant at the provider.
 *
 * @param status {@code revoked}, {@code partly_revoked}, {@code unsupported}, {@code failed}, {@code pending} or {@code kept_shared}
 */
public record Receipt(String slot, @Nullable Long generation, String status) {
    /** What was entered is forgotten here, and nobody can take it back at the provider but the person. */
    public static Receipt unsupported(String slot, long generation) {
        return new Receipt(slot, generation, "unsupported");
    }

    /** Not known yet: token-refresher has not been reached, and will be. */
    static Receipt pending(String slot) {
        return new Receipt(slot, null, "pending");
    }
}
