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
import java.util.List;
import java.util.Map;

/** Discovery for connection-service, and what may be called. */
@Path("/internal/providers")
public class DiscoveryResource {
    private final DiscoverProvider discover;
    private final CheckAddresses check;

    @Inject
    DiscoveryResource(DiscoverProvider discover, CheckAddresses check) {
        this.discover = discover;
        this.check = check;
    }

    /** Which issuer. */
    public record Asked(@NotNull @Size(min = 1, max = 2048) String issuer) {}

    /** Addresses that somebody wants to have called. */
    public record Addresses(@NotNull @Size(max = 50) List<@NotNull @Size(max = 2048) String> addresses) {}

    /** Those that must not be called, each with the reason. */
    public record Refused(Map<String, String> refused) {}

    /** Which addresses would be refused if they were called now. Nothing is sent there. */
    @POST
    @Path("addresses")
    @AllowedServices(ServiceName.CONNECTION_SERVICE)
    public Uni<Refused> addresses(@Valid @NotNull Addresses asked) {
        return check.refused(asked.addresses()).map(Refused::new);
    }

    /** The issuer's endpoints, and what it supports. */
    @POST
    @Path("discover")
    @AllowedServices(ServiceName.CONNECTION_SERVICE)
    public Uni<ServerMetadata> discover(@Valid Asked asked) {
        return discover.discover(asked.issuer());
    }
}
