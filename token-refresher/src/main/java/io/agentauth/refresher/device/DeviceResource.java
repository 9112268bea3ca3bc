// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.DeviceAnswer;
import io.agentauth.refresher.flow.Flow;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flows that go on in a browser of the person's own, for account-service. */
@Path("/internal/flows/device")
public class DeviceResource {
    private final BeginDeviceFlow flows;

    @Inject
    DeviceResource(BeginDeviceFlow flows) {
        this.flows = flows;
    }

    /**
     * Whose flow begins.
     *
     * @param allowOtherPerson whether the account may become another person's at the provider
     */
    public record Begin(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull AuthorizationId authorizationId,
            @NotNull ConnectionId connectionId,
            long generation,
            @Nullable @Size(max = 200) List<@Size(max = 500) String> scopes,
            @Nullable Boolean allowOtherPerson) {
        private BeginDeviceFlow.Wish wish() {
            return new BeginDeviceFlow.Wish(
                    new Flow.Subject(authorizationId, environmentId, accountId, connectionId, generation),
                    scopes == null ? List.of() : scopes,
                    Boolean.TRUE.equals(allowOtherPerson));
        }
    }

    /** What the person is shown. Whoever else has it could have somebody consent, so it does not print. */
    public record Begun(
            String userCode,
            URI verificationUri,
            @Nullable URI verificationUriComplete,
            long expiresInSeconds,
            long intervalSeconds) {
        static Begun of(DeviceAnswer.Begun begun) {
            return new Begun(
                    begun.userCode(),
                    begun.verificationUri(),
                    begun.verificationUriComplete(),
                    begun.life().toSeconds(),
                    begun.interval().toSeconds());
        }

        @Override
        public String toString() {
            return "Begun[" + verificationUri + "]";
        }
    }

    /** Begins a flow; any other such flow of the account ends. */
    @POST
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Begun> begin(@Valid @NotNull Begin begin) {
        return flows.begin(begin.wish()).map(Begun::of);
    }
}
