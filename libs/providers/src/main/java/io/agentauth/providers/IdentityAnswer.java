// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import io.agentauth.oauth.ProviderAccount;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the identity call told. */
public sealed interface IdentityAnswer {
    /** The token works, and this is whose it is. */
    record Known(ProviderAccount account) implements IdentityAnswer {}

    /** The provider does not hold the token any more. */
    record NotHeld(String why) implements IdentityAnswer {}

    /** Nothing was learnt. */
    record Unsure(@Nullable Duration after, String why) implements IdentityAnswer {}
}
