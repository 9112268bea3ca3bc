// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of an environment can be set. */
record Settings(
        String name,
        @Nullable String logoUrl,
        Kind kind,
        List<String> returnUrls,
        List<String> verifyUrls,
        Verification verification) {
    /** Whether a production environment would stop to have its people confirmed, or to be one. */
    boolean isLaxerThan(Settings before) {
        return before.kind() == Kind.PRODUCTION
                && (kind != Kind.PRODUCTION
                        || (before.verification() == Verification.APPLICATION && verification == Verification.NONE));
    }
}
