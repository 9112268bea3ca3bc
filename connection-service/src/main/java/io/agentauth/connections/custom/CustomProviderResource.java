// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.connections.custom.ChangeProvider.Order;
import io.agentauth.connections.provider.ProviderView;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
import io.agentauth.requests.Requests;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The providers of the caller's environment. They are compared with the whole catalogue, whose files are read then: so its methods block. */
@Path("/v1/providers")
@Blocking
class CustomProviderResource {
    private final CurrentCaller callers;
    private final CheckDefinition check;
    private final CreateProvider create;
    private final ChangeProvider change;
    private final Answers answers;

    @Inject
    CustomProviderResource(
            CurrentCaller callers,
            CheckDefinition check,
            CreateProvider create,
            ChangeProvider change,
            Answers answers) {
        this.callers = callers;
        this.check = check;
        this.create = create;
        this.change = change;
        this.answers = answers;
    }

    @POST
    @Operation(summary = "Create a provider of your own")
    public Uni<Response> create(
            @HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Submitted sent) {
        Caller caller = callers.get();
        EnvironmentId environment = caller.requireEnvironment(Permission.CONNECTIONS_WRITE);
        Submitted submitted = Input.body(sent);
        ObjectNode members = submitted.members();
        return check.check(members, submitted.checkedIssuer())
                .chain(checked -> submitted.isDryRun()
                        ? Uni.createFrom().item(ok(answers.rehearsed(CreateProvider.made(checked), checked)))
                        : answers.requests()
                                .of(environment, idempotencyKey, "POST /v1/providers", submitted)
                                .chain(request -> create.create(request, checked, caller.actor()))
                                .map(made -> Response.status(Response.Status.CREATED)
                                        .entity(answers.of(made))
                                        .build()));
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a provider of your own")
    public Uni<ProviderView> change(@RestPath String id, @Nullable Submitted sent) {
        Order order = order(id);
        Submitted submitted = Input.body(sent);
        ObjectNode members = submitted.members();
        String issuer = submitted.checkedIssuer();
        return change.draft(order, members).chain(draft -> check.check(draft.members(), issuer)
                .chain(checked -> submitted.isDryRun()
                        ? change.rehearse(order, draft.before(), checked)
                                .map(would -> answers.rehearsed(would, checked))
                        : change.change(order, draft.before(), checked).map(answers::of)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a provider of your own")
    public Uni<ProviderView> delete(@RestPath String id) {
        return change.delete(order(id)).map(answers::of);
    }

    private Order order(String id) {
        Caller caller = callers.get();
        return new Order(caller.requireEnvironment(Permission.CONNECTIONS_WRITE), id, caller.actor());
    }

    private static Response ok(ProviderView view) {
        return Response.ok(view).build();
    }
}
