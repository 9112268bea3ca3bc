// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a token.
 *
 * @param slot which of the account's tokens; null for the provider's default
 * @param minLife how long it must live on; more than half of its life is never asked for
 * @param reader who asks, for the record
 */
record TokenRead(EnvironmentId environment, AccountId account, @Nullable String slot, Duration minLife, Reader reader) {
    /** The same for a token that lives at all. */
    TokenRead withoutMinimum() {
        return new TokenRead(environment, account, slot, Duration.ZERO, reader);
    }
}
