// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Environments for account-service, which keeps copies. */
@Path("/internal/environments")
class InternalEnvironmentResource {
    private final Environments environments;

    @Inject
    InternalEnvironmentResource(Environments environments) {
        this.environments = environments;
    }

    record Asked(EnvironmentId environmentId) {}

    record View(
            EnvironmentId id,
            String name,
            @Nullable String logoUrl,
            Kind kind,
            List<String> returnUrls,
            List<String> verifyUrls,
            Verification verification,
            long version,
            boolean deleted) {
        static View of(Environment environment) {
            return new View(
                    environment.id(),
                    environment.name(),
                    environment.logoUrl(),
                    environment.kind(),
                    environment.returnUrls(),
                    environment.verifyUrls(),
                    environment.verification(),
                    environment.version(),
                    environment.deletedAt() != null);
        }
    }

    @POST
    @Path("/get")
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    @Operation(hidden = true)
    public Uni<View> get(@Nullable Asked asked) {
        return environments
                .requireEvenDeleted(Input.body(asked).environmentId())
                .map(View::of);
    }
}
