// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** Break-glass: many accounts at once, after a leak. The key needs {@code admin}. */
public final class Revocations extends Resource {
    Revocations(Http http) {
        super(http);
    }

    /** Orders it. It goes on by itself; {@link #get} says how far it is. */
    public Revocation create(RevocationOrder order) {
        return post("/v1/revocations", order.values(), Revocation.class);
    }

    public Revocation get(String id) {
        return get("/v1/revocations/" + id(id), Map.of(), Revocation.class);
    }
}
