// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.connection.Connection;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.MalformedId;
import io.agentauth.problems.ProblemException;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What callback-gateway asks for the hosted pages. */
@Path("/internal")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@AllowedServices(ServiceName.CALLBACK_GATEWAY)
public class ConnectResource {
    private static final int HANDLE_CHARS_MAX = 128;

    private final LookAtLink look;
    private final FollowLink follow;

    @Inject
    ConnectResource(LookAtLink look, FollowLink follow) {
        this.look = look;
        this.follow = follow;
    }

    /** The handle of a link as the browser sent it. */
    record Handle(@Nullable String handle) {}

    /** A click, and where it came from. */
    record Click(@Nullable String handle, @Nullable String clientAddress) {}

    /** The application, by what its environment is called. */
    record Application(String name, @Nullable String logoUrl) {}

    /** The provider, by its names. */
    record ProviderName(String id, String name) {}

    /**
     * What the page shows before the click.
     *
     * @param enters whether the person enters something here instead of consenting at the provider; {@code scopes} are then what is asked for
     */
    record View(
            String state,
            boolean enters,
            @Nullable AuthorizationId authorizationId,
            @Nullable Application application,
            @Nullable ProviderName provider,
            @Nullable String identifier,
            @Nullable String identifierType,
            List<Connection.Scope> scopes,
            @Nullable String authorizeOrigin,
            @Nullable Instant expiresAt) {
        static View unknown() {
            return new View("unknown", false, null, null, null, null, null, List.of(), null, null);
        }
    }

    /**
     * How an authorization ended, or that it has not.
     *
     * @param reason why it came to nothing
     * @param waitingFor {@code application} while that has not said who consented
     */
    record Outcome(
            AuthorizationId authorizationId,
            AccountId accountId,
            String status,
            @Nullable String reason,
            @Nullable String waitingFor,
            @Nullable String redirectUrl,
            @Nullable String state,
            String accountStatus,
            Application application,
            ProviderName provider) {}

    /** Shows a link. Consumes nothing, however often it is asked. */
    @POST
    @Path("/connect/view")
    public Uni<View> view(Handle asked) {
        return look.view(handle(asked.handle()));
    }

    /** Follows a link: once. */
    @POST
    @Path("/connect/start")
    public Uni<FollowLink.Flow> start(Click click) {
        return follow.follow(handle(click.handle()));
    }

    /** How it ended. */
    @GET
    @Path("/authorizations/{id}/outcome")
    public Uni<Outcome> outcome(@PathParam("id") String id) {
        try {
            return look.outcome(AuthorizationId.parse(id));
        } catch (MalformedId _) {
            throw ProblemException.notFound("authorization");
        }
    }

    private static Sensitive handle(@Nullable String handle) {
        if (handle == null || handle.isEmpty() || handle.length() > HANDLE_CHARS_MAX) {
            throw ProblemException.invalidField("handle", "It is missing or too long.");
        }
        return Sensitive.of(handle);
    }
}
