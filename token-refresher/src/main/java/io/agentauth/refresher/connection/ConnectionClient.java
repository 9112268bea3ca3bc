// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Asks connection-service, whose the connections are. */
@ApplicationScoped
class ConnectionClient {
    private final ServiceCalls calls;

    @Inject
    ConnectionClient(ServiceCalls calls) {
        this.calls = calls;
    }

    private record Asked(EnvironmentId environmentId, ConnectionId connectionId) {}

    /** Fails with {@code not_found}, or {@code service_unavailable}. */
    Uni<ConnectionView> get(EnvironmentId environment, ConnectionId id) {
        return calls.post(
                ServiceName.CONNECTION_SERVICE,
                "/internal/connections/get",
                new Asked(environment, id),
                ConnectionView.class);
    }
}
