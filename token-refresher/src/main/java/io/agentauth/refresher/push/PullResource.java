// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** The other direction of a push: account-service asks for what an event told it that it misses. */
@Path("/internal/grants/pull")
public class PullResource {
    private final Pushes pushes;

    @Inject
    PullResource(Pushes pushes) {
        this.pushes = pushes;
    }

    /** Whose tokens. */
    public record Wanted(@NotNull EnvironmentId environmentId, @NotNull AccountId accountId) {}

    /** The current tokens, as they would be pushed. */
    public record Tokens(List<TokenPush> tokens) {}

    /** Every current token of the account; none for another environment's. */
    @POST
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Tokens> pull(@Valid @NotNull Wanted wanted) {
        return pushes.of(wanted.environmentId(), wanted.accountId()).map(Tokens::new);
    }
}
