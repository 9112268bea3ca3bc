// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.ids.EnvironmentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param returnUrls where a person may be sent back to; exact
 * @param verifyUrls where a person may be sent for the application to confirm who it is; exact
 */
record Environment(
        EnvironmentId id,
        String name,
        @Nullable String logoUrl,
        Kind kind,
        List<String> returnUrls,
        List<String> verifyUrls,
        Verification verification,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    Environment {
        returnUrls = List.copyOf(returnUrls);
        verifyUrls = List.copyOf(verifyUrls);
    }

    Settings settings() {
        return new Settings(name, logoUrl, kind, returnUrls, verifyUrls, verification);
    }
}
