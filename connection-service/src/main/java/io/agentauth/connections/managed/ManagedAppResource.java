// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.managed;

import io.agentauth.connections.Page;
import io.agentauth.connections.provider.Providers;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.requests.Input;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Managed apps, for the installation key alone. */
@Path("/v1/managed-apps")
class ManagedAppResource {
    private final CurrentCaller callers;
    private final RegisterApp register;
    private final RegistrationStore store;
    private final Providers providers;

    @Inject
    ManagedAppResource(CurrentCaller callers, RegisterApp register, RegistrationStore store, Providers providers) {
        this.callers = callers;
        this.register = register;
        this.store = store;
        this.providers = providers;
    }

    @PUT
    @Path("/{provider}")
    @Operation(summary = "Register a managed app, or change it")
    public Uni<Response> put(@RestPath String provider, @Nullable WantedApp sent) {
        Caller operator = operator();
        Provider known = providers.find(provider).orElseThrow(ManagedAppResource::unknownProvider);
        return register.register(new RegisterApp.Order(known, Input.body(sent), operator.actor()))
                .map(registered -> Response.status(registered.isNew() ? Response.Status.CREATED : Response.Status.OK)
                        .entity(answer(registered.app()))
                        .build());
    }

    @GET
    @Operation(summary = "List managed apps")
    public Uni<Page<ManagedAppAnswer>> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        operator();
        Page.Asked asked = Page.asked(limit, cursor);
        return store.list(asked)
                .map(rows -> Page.of(rows, asked, Registration::id).map(this::answer));
    }

    @GET
    @Path("/{provider}")
    @Operation(summary = "Read a managed app")
    public Uni<ManagedAppAnswer> get(@RestPath String provider) {
        operator();
        return store.find(provider).map(RegisterApp::required).map(this::answer);
    }

    @DELETE
    @Path("/{provider}")
    @Operation(summary = "Take a managed app away")
    public Uni<ManagedAppAnswer> delete(@RestPath String provider) {
        operator();
        return register.delete(provider).map(this::answer);
    }

    private ManagedAppAnswer answer(Registration app) {
        return ManagedAppAnswer.of(app, providers.redirectUri(app.redirectContext()));
    }

    private Caller operator() {
        Caller caller = callers.get();
        caller.requireOperator();
        return caller;
    }

    private static ProblemException unknownProvider() {
        return new ProblemException(
                ProblemType.UNKNOWN_PROVIDER,
                "A managed app is for a provider of the catalogue; GET /v1/providers lists it.");
    }
}
