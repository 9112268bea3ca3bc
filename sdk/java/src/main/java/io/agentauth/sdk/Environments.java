// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** All environments; with the installation key only. */
public final class Environments extends Resource {
    Environments(Http http) {
        super(http);
    }

    public Environment create(EnvironmentChanges environment) {
        return post("/v1/environments", environment.values(), Environment.class);
    }

    public Environment get(String id) {
        return get("/v1/environments/" + id(id), Map.of(), Environment.class);
    }

    public Page<Environment> list(PageQuery.Plain query) {
        return page("/v1/environments", query.values(), Environment.class);
    }

    public Listing<Environment> all() {
        return all(PageQuery.start());
    }

    public Listing<Environment> all(PageQuery.Plain query) {
        return all("/v1/environments", query.values(), Environment.class);
    }

    public Environment update(String id, EnvironmentChanges changes) {
        return patch("/v1/environments/" + id(id), changes.values(), Environment.class);
    }

    /** Everything in it ends. */
    public Environment delete(String id) {
        return delete("/v1/environments/" + id(id), Map.of(), Environment.class);
    }

    /** Destroys the key of one that was deleted, which has that name: nothing that was sealed for it opens again. */
    public Environment shred(String id, String name) {
        return delete("/v1/environments/" + id(id), Map.of("shred", name), Environment.class);
    }
}
