// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.connections.Page;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
import io.agentauth.requests.Request;
import io.agentauth.requests.Requests;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** All environments, for the installation key alone. */
@Path("/v1/environments")
class EnvironmentResource {
    private final CurrentCaller callers;
    private final Environments environments;
    private final EndEnvironment ending;
    private final ShredEnvironment shredding;
    private final Requests requests;

    @Inject
    EnvironmentResource(
            CurrentCaller callers,
            Environments environments,
            EndEnvironment ending,
            ShredEnvironment shredding,
            Requests requests) {
        this.callers = callers;
        this.environments = environments;
        this.ending = ending;
        this.shredding = shredding;
        this.requests = requests;
    }

    @POST
    @ResponseStatus(201)
    @Operation(summary = "Create an environment")
    public Uni<Environment> create(
            @HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Changes sent) {
        Caller operator = operator();
        Changes body = Input.body(sent);
        Settings settings = body.create();
        return requests.of(Request.OPERATOR, idempotencyKey, "POST /v1/environments", body)
                .chain(request -> environments.create(settings, operator.actor(), request));
    }

    @GET
    @Operation(summary = "List environments")
    public Uni<Page<Environment>> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        operator();
        return environments.list(Page.asked(limit, cursor));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read an environment")
    public Uni<Environment> get(@RestPath String id) {
        operator();
        return environments.require(id(id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change an environment", description = "What is missing stays as it is.")
    public Uni<Environment> change(@RestPath String id, @Nullable Changes changes) {
        Caller operator = operator();
        return environments.change(id(id), Input.body(changes), operator.actor());
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Delete an environment",
            description =
                    "Its keys end at once; its connections, accounts and grants end after it. Once more with shred and its name: its key is destroyed.")
    public Uni<Environment> delete(
            @RestPath String id, @QueryParam("shred") @Nullable String shred, @Context UriInfo uri) {
        Caller operator = operator();
        // A parameter without a value comes as none: a name that a script lacked must not delete what is in use.
        return uri.getQueryParameters().containsKey("shred")
                ? shredding.shred(id(id), Objects.requireNonNullElse(shred, ""), operator.actor())
                : ending.end(id(id), operator.actor());
    }

    private Caller operator() {
        Caller caller = callers.get();
        caller.requireOperator();
        return caller;
    }

    private static EnvironmentId id(String id) {
        return Input.id(id, EnvironmentId::parse, "environment");
    }
}
