// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.keyset.KeyRing;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** What account-service heard from the application about who consented. */
@Path("/internal/flows/confirm")
public class VerdictResource {
    private final TakeVerdict verdicts;
    private final KeyRing keys;

    @Inject
    VerdictResource(TakeVerdict verdicts, KeyRing keys) {
        this.verdicts = verdicts;
        this.keys = keys;
    }

    /** Whose flow, and whether it was the right person. */
    public record Verdict(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull AuthorizationId authorizationId,
            @NotNull ConnectionId connectionId,
            long generation,
            @NotNull Boolean confirmed) {
        private Flow.Subject subject() {
            return new Flow.Subject(authorizationId, environmentId, accountId, connectionId, generation);
        }
    }

    /** {@code succeeded}, {@code denied}, {@code expired}, {@code failed}; {@code waiting} if it takes longer; {@code unknown}. */
    public record Outcome(String outcome) {}

    /** Has the code exchanged, or thrown away. The same again is told the same. */
    @POST
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Outcome> take(@Valid @NotNull Verdict verdict) {
        keys.requireUsable();
        return verdicts.take(verdict.subject(), verdict.confirmed()).map(answer -> new Outcome(answer.outcome()));
    }
}
