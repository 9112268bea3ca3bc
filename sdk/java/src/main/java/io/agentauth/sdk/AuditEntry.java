// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of the audit trail. */
public record AuditEntry(
        String id,
        Instant time,
        String type,
        String source,
        @Nullable String accountId,
        @Nullable String actor,
        @Nullable String keyId,
        Map<String, Object> data) {
    public AuditEntry {
        data = data == null ? Map.of() : data;
    }
}
