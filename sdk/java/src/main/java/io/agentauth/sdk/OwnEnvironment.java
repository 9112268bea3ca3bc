// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** Your own environment. */
public final class OwnEnvironment extends Resource {
    OwnEnvironment(Http http) {
        super(http);
    }

    public Environment get() {
        return get("/v1/environment", Map.of(), Environment.class);
    }

    public Environment update(EnvironmentChanges changes) {
        return patch("/v1/environment", changes.values(), Environment.class);
    }
}
