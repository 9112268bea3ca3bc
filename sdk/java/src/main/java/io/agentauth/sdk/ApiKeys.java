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

    public Page<ApiKey> list(PageQuery.Plain query) {
        return page("/v1/api-keys", query.values(), ApiKey.class);
    }

    public Listing<ApiKey> all() {
        return all(PageQuery.start());
    }

    public Listing<ApiKey> all(PageQuery.Plain query) {
        return all("/v1/api-keys", query.values(), ApiKey.class);
    }

    public ApiKey revoke(String id) {
        return delete("/v1/api-keys/" + id(id), Map.of(), ApiKey.class);
    }
}
