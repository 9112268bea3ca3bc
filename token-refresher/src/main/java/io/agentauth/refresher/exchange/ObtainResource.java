// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.endpoint.Order;
import io.agentauth.refresher.exchange.ObtainToken.Obtained;
import io.agentauth.refresher.flow.Flow;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** First tokens for accounts that nobody consents for. */
@Path("/internal/flows/obtain")
public class ObtainResource {
    private final ObtainToken tokens;

    @Inject
    ObtainResource(ObtainToken tokens) {
        this.tokens = tokens;
    }

    /** Whose, and whom they are for in the provider's own fields. A field may be a person's address, so it does not print. */
    public record Asked(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull AuthorizationId authorizationId,
            @NotNull ConnectionId connectionId,
            long generation,
            @Nullable @Size(max = 20) Map<String, @NotNull @Size(max = 8192) String> fields) {
        private Flow.Subject subject() {
            return new Flow.Subject(authorizationId, environmentId, accountId, connectionId, generation);
        }

        @Override
        public String toString() {
            return "Asked[" + authorizationId + "]";
        }
    }

    /** Asks the provider, once an authorization. */
    @POST
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Obtained> obtain(@Valid @NotNull Asked asked) {
        return tokens.obtain(asked.subject(), new Order(asked.fields() == null ? Map.of() : asked.fields()));
    }
}
