// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.discovery;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.oauth.ServerMetadata;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Discovery for connection-service. */
@Path("/internal/providers")
public class DiscoveryResource {
    private final DiscoverProvider discover;

    @Inject
    DiscoveryResource(DiscoverProvider discover) {
        this.discover = discover;
    }

    /** Which issuer. */
    public record Asked(@NotNull @Size(min = 1, max = 2048) String issuer) {}

    /** The issuer's endpoints, and what it supports. */
    @POST
    @Path("discover")
    @AllowedServices(ServiceName.CONNECTION_SERVICE)
    public Uni<ServerMetadata> discover(@Valid Asked asked) {
        return discover.discover(asked.issuer());
    }
}
