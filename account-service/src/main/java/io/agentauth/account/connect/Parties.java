// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.connection.Connection;
import io.agentauth.account.connection.Connections;
import io.agentauth.account.environment.Environment;
import io.agentauth.account.environment.Environments;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Who asks a person, and for what. */
@ApplicationScoped
class Parties {
    private final Environments environments;
    private final Connections connections;

    @Inject
    Parties(Environments environments, Connections connections) {
        this.environments = environments;
        this.connections = connections;
    }

    /** The application's environment, and its registration at the provider. */
    record Both(Environment environment, Connection connection) {}

    /** For showing. Fails with {@code not_found} if one of them is gone. */
    Uni<Both> of(Link link) {
        return environments.require(link.account().environmentId()).chain(environment -> with(environment, link));
    }

    /** For what is entered. Fails with {@code not_found} if one of them is gone. */
    Uni<Both> of(Holder holder) {
        return environments.require(holder.environmentId()).chain(environment -> connections
                .require(holder.environmentId(), holder.connectionId())
                .map(connection -> new Both(environment, connection)));
    }

    /** For letting the person go: how the environment verifies people is as its owner has it. */
    Uni<Both> atClick(Link link) {
        return environments
                .requireForPerson(link.account().environmentId())
                .chain(environment -> with(environment, link));
    }

    private Uni<Both> with(Environment environment, Link link) {
        return connections
                .require(environment.id(), link.account().connectionId())
                .map(connection -> new Both(environment, connection));
    }
}
