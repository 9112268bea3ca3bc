// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** The catalogue of providers, and your own. */
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

    /** Makes one of your own. */
    public Provider create(NewProvider provider) {
        return post("/v1/providers", provider.values(), Provider.class);
    }

    /** Changes one of your own: what is missing stays, and what is null in the definition goes. */
    public Provider update(String id, NewProvider changes) {
        return patch("/v1/providers/" + id(id), changes.values(), Provider.class);
    }

    /** Deletes one of your own that has no connections. */
    public Provider delete(String id) {
        return delete("/v1/providers/" + id(id), Map.of(), Provider.class);
    }
}
