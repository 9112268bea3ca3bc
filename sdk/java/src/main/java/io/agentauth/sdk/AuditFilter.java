// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;

/** Which entries of the audit trail. */
public final class AuditFilter extends PageQuery<AuditFilter> {
    private AuditFilter() {}

    /** All. */
    public static AuditFilter all() {
        return new AuditFilter();
    }

    /** About that account. */
    public AuditFilter accountId(String accountId) {
        return set("account_id", accountId);
    }

    /** By that kind: api_key, operator, person, provider, system. */
    public AuditFilter actor(String actor) {
        return set("actor", actor);
    }

    /** By that key. */
    public AuditFilter keyId(String keyId) {
        return set("key_id", keyId);
    }

    /** Of that type. */
    public AuditFilter type(String type) {
        return set("type", type);
    }

    /** Not before. */
    public AuditFilter from(Instant from) {
        return set("from", from);
    }

    /** Before. */
    public AuditFilter to(Instant to) {
        return set("to", to);
    }
}
