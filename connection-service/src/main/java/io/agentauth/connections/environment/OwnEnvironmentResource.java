// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The caller's own environment. */
@Path("/v1/environment")
class OwnEnvironmentResource {
    private final CurrentCaller callers;
    private final Environments environments;

    @Inject
    OwnEnvironmentResource(CurrentCaller callers, Environments environments) {
        this.callers = callers;
        this.environments = environments;
    }

    @GET
    @Operation(summary = "Read your environment")
    public Uni<Environment> get() {
        return environments.require(callers.get().requireEnvironment(Permission.ADMIN));
    }

    @PATCH
    @Operation(summary = "Change your environment", description = "What is missing stays as it is.")
    public Uni<Environment> change(@Nullable Changes changes) {
        Caller caller = callers.get();
        EnvironmentId own = caller.requireEnvironment(Permission.ADMIN);
        return environments.change(own, Input.body(changes), caller.actor());
    }
}
