// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** The API keys of an environment. */
public final class ApiKeys extends Resource {
    ApiKeys(Http http) {
        super(http);
    }

    /** The secret is in the answer's {@code key}, this once. */
    public ApiKey create(NewApiKey key) {
        return post("/v1/api-keys", key.values(), ApiKey.class);
    }

    public Page<ApiKey> list(ApiKeyFilter query) {
        return page("/v1/api-keys", query.values(), ApiKey.class);
    }

    public Listing<ApiKey> all() {
        return all(ApiKeyFilter.all());
    }

    public Listing<ApiKey> all(ApiKeyFilter query) {
        return all("/v1/api-keys", query.values(), ApiKey.class);
    }

    public ApiKey revoke(String id) {
        return delete("/v1/api-keys/" + id(id), Map.of(), ApiKey.class);
    }

    /** One of that environment; with the installation key only. */
    public ApiKey revoke(String id, String environmentId) {
        return delete("/v1/api-keys/" + id(id), Map.of("environment_id", environmentId), ApiKey.class);
    }
}
