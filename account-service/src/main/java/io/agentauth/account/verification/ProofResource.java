// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.agentauth.account.verification.AskApplication.Waiting;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Proofs for token-refresher, which alone knows that the browser is the one that the flow began with. */
@Path("/internal/authorizations/verification")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@AllowedServices(ServiceName.TOKEN_REFRESHER)
public class ProofResource {
    private final AskApplication applications;

    @Inject
    ProofResource(AskApplication applications) {
        this.applications = applications;
    }

    /** Whose code waits, and how long it does. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Asked(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull AuthorizationId authorizationId,
            long generation,
            @Min(1) @Max(3_600) long withinSeconds) {
        private Waiting waiting() {
            return new Waiting(
                    environmentId, accountId, authorizationId, generation, Duration.ofSeconds(withinSeconds));
        }
    }

    /** Where the browser goes; null where the application need not be asked any more. It holds a secret, so it does not print. */
    record Answer(@Nullable URI verifyUrl) {
        @Override
        public String toString() {
            return "Answer[redacted]";
        }
    }

    /** Makes the proof, or gives the same again. */
    @POST
    public Uni<Answer> ask(@Valid @NotNull Asked asked) {
        return applications.ask(asked.waiting()).map(url -> new Answer(url.orElse(null)));
    }
}
