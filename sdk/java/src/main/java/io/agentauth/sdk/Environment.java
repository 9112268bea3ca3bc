// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant: its keys, connections and accounts never meet another's. */
public record Environment(
        String id,
        String name,
        @Nullable String logoUrl,
        String kind,
        List<String> returnUrls,
        List<String> verifyUrls,
        String verification,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    public Environment {
        returnUrls = returnUrls == null ? List.of() : returnUrls;
        verifyUrls = verifyUrls == null ? List.of() : verifyUrls;
    }
}
