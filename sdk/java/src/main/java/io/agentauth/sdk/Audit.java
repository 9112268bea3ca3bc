// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The audit trail, the newest first. */
public final class Audit extends Resource {
    Audit(Http http) {
        super(http);
    }

    public Page<AuditEntry> list(AuditFilter query) {
        return page("/v1/audit", query.values(), AuditEntry.class);
    }

    public Listing<AuditEntry> all() {
        return all(AuditFilter.all());
    }

    public Listing<AuditEntry> all(AuditFilter query) {
        return all("/v1/audit", query.values(), AuditEntry.class);
    }

    /** The trail with its signed chain as JSON Lines, the oldest first, of that time. All of it, as one text. */
    public String export(@Nullable Instant from, @Nullable Instant to) {
        Map<String, @Nullable Object> query = new HashMap<>();
        query.put("from", from);
        query.put("to", to);
        return text("/v1/audit/export", query, "text/plain");
    }

    /** The trail as comma-separated values, the newest first. All of it, as one text: {@code limit} and {@code cursor} mean nothing. */
    public String exportTable(AuditFilter query) {
        return text("/v1/audit/export.csv", query.values(), "text/csv");
    }
}
