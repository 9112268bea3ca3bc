// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** The operator's registrations at providers, which connections use with the mode {@code managed}; with the installation key only. */
public final class ManagedApps extends Resource {
    ManagedApps(Http http) {
        super(http);
    }

    /** Registers an app at {@code provider}, or changes what is there. */
    public ManagedApp register(String provider, NewManagedApp app) {
        return put("/v1/managed-apps/" + id(provider), app.values(), ManagedApp.class);
    }

    public ManagedApp get(String provider) {
        return get("/v1/managed-apps/" + id(provider), Map.of(), ManagedApp.class);
    }

    public Page<ManagedApp> list(PageQuery.Plain query) {
        return page("/v1/managed-apps", query.values(), ManagedApp.class);
    }

    public Listing<ManagedApp> all() {
        return all(PageQuery.start());
    }

    public Listing<ManagedApp> all(PageQuery.Plain query) {
        return all("/v1/managed-apps", query.values(), ManagedApp.class);
    }

    /** Takes one away that no connection uses. */
    public ManagedApp delete(String provider) {
        return delete("/v1/managed-apps/" + id(provider), Map.of(), ManagedApp.class);
    }
}
