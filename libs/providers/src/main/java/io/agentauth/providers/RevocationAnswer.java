// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a revocation. */
public sealed interface RevocationAnswer {
    /** It is over at the provider, now or since before. */
    record Revoked() implements RevocationAnswer {}

    /** The provider is in trouble; revoking again does no harm. */
    record TryLater(@Nullable Duration after, String why) implements RevocationAnswer {}

    /** The provider will not do it. */
    record Failed(String why) implements RevocationAnswer {}
}
