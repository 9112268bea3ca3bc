// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

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
}
