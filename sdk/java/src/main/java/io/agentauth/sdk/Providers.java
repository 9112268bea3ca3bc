// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** The catalogue of providers. */
public final class Providers extends Resource {
    Providers(Http http) {
        super(http);
    }

    public Provider get(String id) {
        return get("/v1/providers/" + id(id), Map.of(), Provider.class);
    }

    public Page<Provider> list(ProviderFilter query) {
        return page("/v1/providers", query.values(), Provider.class);
    }

    public Listing<Provider> all() {
        return all(ProviderFilter.all());
    }

    public Listing<Provider> all(ProviderFilter query) {
        return all("/v1/providers", query.values(), Provider.class);
    }
}
