// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.provider.Providers;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.CurrentPeer;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.requests.Input;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Connections for the two services that keep copies. The sealed secret goes to the one that can open it. */
@Path("/internal/connections")
class InternalConnectionResource {
    private final CurrentPeer peer;
    private final Connections connections;
    private final Providers providers;
    private final Sealing sealing;

    @Inject
    InternalConnectionResource(CurrentPeer peer, Connections connections, Providers providers, Sealing sealing) {
        this.peer = peer;
        this.connections = connections;
        this.providers = providers;
        this.sealing = sealing;
    }

    record Asked(EnvironmentId environmentId, ConnectionId connectionId) {}

    /**
     * A connection with all that its use needs; {@code definition} has every endpoint, and is as its settings want it.
     *
     * @param managedAppId whose client it is, and whose place the secret is sealed to; null where it is the connection's own
     */
    record View(
            EnvironmentId environmentId,
            ConnectionId id,
            long version,
            String name,
            String authType,
            String mode,
            String provider,
            Provider definition,
            List<String> scopes,
            Settings settings,
            String redirectContext,
            String redirectUri,
            String clientId,
            @Nullable String sealedClientSecret,
            @Nullable UUID managedAppId,
            long credentialsVersion,
            boolean deleted) {}

    @POST
    @Path("/get")
    @AllowedServices({ServiceName.ACCOUNT_SERVICE, ServiceName.TOKEN_REFRESHER})
    @Operation(hidden = true)
    public Uni<View> get(@Nullable Asked sent) {
        Asked asked = Input.body(sent);
        boolean withSecret = peer.get() == ServiceName.TOKEN_REFRESHER;
        return connections
                .requireWithSecret(asked.environmentId(), asked.connectionId())
                .chain(found -> providers
                        .findEvenDeleted(
                                asked.environmentId(), found.connection().provider())
                        .map(provider -> provider.orElseThrow(() -> ProblemException.notFound("connection")))
                        .map(provider -> view(asked, found, provider, withSecret)));
    }

    private View view(Asked asked, ConnectionStore.WithSecret found, Provider provider, boolean withSecret) {
        Sealed secret = withSecret ? sealing.forRefresher(asked.environmentId(), found) : null;
        Connection connection = found.connection();
        return new View(
                asked.environmentId(),
                connection.id(),
                connection.version(),
                connection.name(),
                connection.authType(),
                connection.mode(),
                connection.provider(),
                connection.definition(provider),
                connection.scopes(),
                connection.settings(),
                connection.redirectContext(),
                providers.redirectUri(connection.redirectContext()),
                withSecret ? found.clientId() : connection.clientId(),
                secret == null ? null : secret.toBase64(),
                connection.managedApp(),
                found.credentialsVersion(),
                connection.deletedAt() != null);
    }
}
