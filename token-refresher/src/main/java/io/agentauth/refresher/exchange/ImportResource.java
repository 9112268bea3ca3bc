// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.refresher.exchange.ImportGrant.Brought;
import io.agentauth.refresher.exchange.ObtainToken.Obtained;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that an application obtained elsewhere. */
@Path("/internal/flows/import")
public class ImportResource {
    private static final int CHARS_MAX = 16_384;

    private final ImportGrant grants;

    @Inject
    ImportResource(ImportGrant grants) {
        this.grants = grants;
    }

    /** Whose, and what. It holds secrets, so it does not print. */
    public record Asked(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull AuthorizationId authorizationId,
            @NotNull ConnectionId connectionId,
            long generation,
            @Nullable @Size(max = CHARS_MAX) String accessToken,
            @Nullable @Size(max = CHARS_MAX) String refreshToken,
            @Nullable Instant expiresAt,
            @Nullable @Size(max = 200) List<@Size(max = 500) String> scopes) {
        private Flow.Subject subject() {
            return new Flow.Subject(authorizationId, environmentId, accountId, connectionId, generation);
        }

        private Brought brought() {
            if (accessToken == null && refreshToken == null) {
                throw ProblemException.invalidField("access_token", "There is no token.");
            }
            return new Brought(
                    accessToken == null ? null : Sensitive.of(accessToken),
                    refreshToken == null ? null : Sensitive.of(refreshToken),
                    expiresAt,
                    scopes);
        }

        @Override
        public String toString() {
            return "Asked[" + authorizationId + "]";
        }
    }

    /** Proves them, and takes them over. */
    @POST
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Obtained> take(@Valid @NotNull Asked asked) {
        return grants.take(asked.subject(), asked.brought());
    }
}
