// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.Page;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The connections of the caller's environment. */
@Path("/v1/connections")
class ConnectionResource {
    private final CurrentCaller callers;
    private final CreateConnection create;
    private final ChangeConnection change;
    private final Connections connections;
    private final Answers answers;

    @Inject
    ConnectionResource(
            CurrentCaller callers,
            CreateConnection create,
            ChangeConnection change,
            Connections connections,
            Answers answers) {
        this.callers = callers;
        this.create = create;
        this.change = change;
        this.connections = connections;
        this.answers = answers;
    }

    @POST
    @ResponseStatus(201)
    @Operation(
            summary = "Create a connection",
            description = "The client secret is sealed and never shown again. Register redirect_uri at the provider.")
    public Uni<ConnectionAnswer> create(
            @HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Wanted sent) {
        Caller caller = callers.get();
        EnvironmentId environment = caller.requireEnvironment(Permission.CONNECTIONS_WRITE);
        Wanted wanted = Input.body(sent);
        return answers.requests()
                .of(environment, idempotencyKey, "POST /v1/connections", wanted)
                .chain(request ->
                        create.create(new CreateConnection.Order(environment, caller.actor(), request, wanted)))
                .map(answers::of);
    }

    @GET
    @Operation(summary = "List connections")
    public Uni<Page<ConnectionAnswer>> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        EnvironmentId environment = callers.get().requireEnvironment(Permission.CONNECTIONS_READ);
        return connections.list(environment, Page.asked(limit, cursor)).map(page -> page.map(answers::of));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a connection")
    public Uni<ConnectionAnswer> get(@RestPath String id) {
        EnvironmentId environment = callers.get().requireEnvironment(Permission.CONNECTIONS_READ);
        return connections.require(environment, id(id)).map(answers::of);
    }

    @PATCH
    @Path("/{id}")
    @Operation(
            summary = "Change a connection",
            description = "What is missing stays as it is. New credentials are id and secret together.")
    public Uni<ConnectionAnswer> change(@RestPath String id, @Nullable Wanted sent) {
        Caller caller = callers.get();
        EnvironmentId environment = caller.requireEnvironment(Permission.CONNECTIONS_WRITE);
        return change.change(new ChangeConnection.Order(environment, id(id), caller.actor(), Input.body(sent)))
                .map(answers::of);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Delete a connection",
            description = "One that has accounts only with force=true; their grants end with it.")
    public Uni<ConnectionAnswer> delete(@RestPath String id, @QueryParam("force") @Nullable String force) {
        Caller caller = callers.get();
        EnvironmentId environment = caller.requireEnvironment(Permission.CONNECTIONS_WRITE);
        return connections
                .delete(environment, id(id), Input.flag("force", force), caller.actor())
                .map(answers::of);
    }

    private static ConnectionId id(String id) {
        return Input.id(id, ConnectionId::parse, "connection");
    }
}
