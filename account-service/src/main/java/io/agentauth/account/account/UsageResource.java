// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.database.Database;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Whether a connection is in use: connection-service asks before it deletes one. */
@Path("/internal/connections/usage")
public class UsageResource {
    private final Database database;
    private final AccountStore store;

    @Inject
    UsageResource(Database database, AccountStore store) {
        this.database = database;
        this.store = store;
    }

    record Asked(@NotNull EnvironmentId environmentId, @NotNull ConnectionId connectionId) {}

    record Usage(long accounts) {}

    /** How many accounts the connection has now, counted up to 10,000. */
    @POST
    @AllowedServices(ServiceName.CONNECTION_SERVICE)
    public Uni<Usage> usage(@Valid @NotNull Asked asked) {
        return database.inEnvironment(
                        asked.environmentId(), tx -> store.count(tx, asked.environmentId(), asked.connectionId()))
                .map(Usage::new);
    }
}
