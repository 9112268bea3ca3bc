// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.provider.Providers;
import io.agentauth.requests.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Between the wire and the use cases. */
@ApplicationScoped
class Answers {
    private final Requests requests;
    private final Providers providers;

    @Inject
    Answers(Requests requests, Providers providers) {
        this.requests = requests;
        this.providers = providers;
    }

    Requests requests() {
        return requests;
    }

    ConnectionAnswer of(Connection connection) {
        return ConnectionAnswer.of(connection, providers.redirectUri(connection.redirectContext()));
    }
}
