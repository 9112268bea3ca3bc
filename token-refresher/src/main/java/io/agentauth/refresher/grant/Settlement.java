// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is to be committed about one claim. */
public sealed interface Settlement {
    /** Whose result it is. */
    Claim claim();

    /** A new token was read. */
    record Renewed(Claim claim, FreshToken token) implements Settlement {
        /** The version that it becomes, and is sealed for. */
        public long version() {
            return claim.version() + 1;
        }
    }

    /**
     * It brought nothing, and condemns nothing.
     *
     * @param health from now on
     * @param failures in a row on that part of the ladder; as before where it was not the grant's fault
     * @param pause until the next try; null: none by itself
     * @param outcome of the attempt, one word
     */
    record Failed(Claim claim, Health health, int failures, @Nullable Duration pause, String outcome, String reason)
            implements Settlement {}

    /** The provider refused the very token that was presented (rule R9): a person must connect again. */
    record Refused(Claim claim, String reason) implements Settlement {}
}
