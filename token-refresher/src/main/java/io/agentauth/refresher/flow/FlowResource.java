// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flows for account-service. */
@Path("/internal/flows")
public class FlowResource {
    private final BeginFlow flows;
    private final FlowConfig config;

    @Inject
    FlowResource(BeginFlow flows, FlowConfig config) {
        this.flows = flows;
        this.config = config;
    }

    /**
     * Whose flow begins.
     *
     * @param verification whether the code waits for {@code POST /internal/flows/confirm}
     * @param allowOtherPerson whether the account may become another person's at the provider
     */
    public record Begin(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull AuthorizationId authorizationId,
            @NotNull ConnectionId connectionId,
            long generation,
            @Nullable @Size(max = 200) List<@Size(max = 500) String> scopes,
            @Nullable @Size(max = 500) String loginHint,
            @Nullable Boolean verification,
            @Nullable Boolean allowOtherPerson) {
        private BeginFlow.Wish wish() {
            return new BeginFlow.Wish(
                    new Flow.Subject(authorizationId, environmentId, accountId, connectionId, generation),
                    scopes == null ? List.of() : scopes,
                    loginHint,
                    Boolean.TRUE.equals(verification),
                    Boolean.TRUE.equals(allowOtherPerson));
        }
    }

    /** Where the browser goes, and what it takes along. */
    public record Begun(String authorizeUrl, Cookie cookie) {}

    /** A cookie to set. */
    public record Cookie(String name, String value, long maxAgeSeconds) {}

    /** Which connection. */
    public record Asked(@NotNull EnvironmentId environmentId, @NotNull ConnectionId connectionId) {}

    /** Where the browser will be sent to. */
    public record Origin(String authorizeOrigin) {}

    /** Begins a flow; the same authorization again replaces its unconsumed one. */
    @POST
    @Path("begin")
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Begun> begin(@Valid @NotNull Begin begin) {
        return flows.begin(begin.wish())
                .map(begun -> new Begun(
                        begun.authorizeUrl().toString(),
                        new Cookie(
                                begun.cookieName(),
                                BeginFlow.text(begun),
                                config.lifetime().toSeconds())));
    }

    /** The origin that a form which begins a flow is answered with a redirect to. */
    @POST
    @Path("origin")
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Origin> origin(@Valid @NotNull Asked asked) {
        return flows.origin(asked.environmentId(), asked.connectionId()).map(Origin::new);
    }
}
