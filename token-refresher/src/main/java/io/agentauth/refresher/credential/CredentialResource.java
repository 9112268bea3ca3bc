// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.credential;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.HashMap;
import java.util.Map;

/** Static credentials for account-service, which keeps them. */
@Path("/internal/credentials")
@AllowedServices(ServiceName.ACCOUNT_SERVICE)
public class CredentialResource {
    private final TryCredentials credentials;

    @Inject
    CredentialResource(TryCredentials credentials) {
        this.credentials = credentials;
    }

    /** What was entered, and for which connection. It holds secrets, so it does not print. */
    public record Asked(
            @NotNull EnvironmentId environmentId,
            @NotNull ConnectionId connectionId,
            @NotNull @Size(max = 20) Map<String, @NotNull @Size(max = 8192) String> fields) {
        private Map<String, Sensitive> entered() {
            Map<String, Sensitive> entered = new HashMap<>();
            fields.forEach((name, text) -> entered.put(name, Sensitive.of(text)));
            return entered;
        }

        @Override
        public String toString() {
            return "Asked[redacted]";
        }
    }

    /** Tries them once. */
    @POST
    @Path("/try")
    public Uni<Trial> attempt(@Valid @NotNull Asked asked) {
        return credentials.attempt(asked.environmentId(), asked.connectionId(), asked.entered());
    }
}
