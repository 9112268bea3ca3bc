// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.Map;

/** Registrations of your application at providers. */
public final class Connections extends Resource {
    Connections(Http http) {
        super(http);
    }

    public Connection create(NewConnection connection) {
        return post("/v1/connections", connection.values(), Connection.class);
    }

    public Connection get(String id) {
        return get("/v1/connections/" + id(id), Map.of(), Connection.class);
    }

    public Page<Connection> list(PageQuery.Plain query) {
        return page("/v1/connections", query.values(), Connection.class);
    }

    public Listing<Connection> all() {
        return all(PageQuery.start());
    }

    public Listing<Connection> all(PageQuery.Plain query) {
        return all("/v1/connections", query.values(), Connection.class);
    }

    public Connection update(String id, ConnectionChanges changes) {
        return patch("/v1/connections/" + id(id), changes.values(), Connection.class);
    }

    public Connection delete(String id) {
        return delete("/v1/connections/" + id(id), Map.of(), Connection.class);
    }

    /** Also one that has accounts; their grants end with it. */
    public Connection deleteWithAccounts(String id) {
        return delete("/v1/connections/" + id(id), Map.of("force", true), Connection.class);
    }
}
