// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.agentauth.account.adoption.ApplyOutcomes.Applied;
import io.agentauth.account.adoption.ApplyOutcomes.Heard;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** What token-refresher pushes after its commits. */
@Path("/internal")
@AllowedServices(ServiceName.TOKEN_REFRESHER)
public class AdoptionResource {
    private static final int SET_MAX = 2_000;

    private final AdoptTokens tokens;
    private final ApplyOutcomes outcomes;
    private final StandingStore standings;

    @Inject
    AdoptionResource(AdoptTokens tokens, ApplyOutcomes outcomes, StandingStore standings) {
        this.tokens = tokens;
        this.outcomes = outcomes;
        this.standings = standings;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pushed(@NotNull @Size(max = SET_MAX) List<TokenPush> tokens) {}

    record AdoptedTokens(List<Adopted> results) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Told(@NotNull @Size(max = SET_MAX) List<Outcome> outcomes) {}

    record AppliedOutcomes(List<Applied> results) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Asked(@NotNull @Size(max = SET_MAX) List<StandingStore.@NotNull Wanted> accounts) {}

    record Standings(List<Standing> standings) {}

    /** Adopts a set of tokens; answers after the commit. */
    @POST
    @Path("/tokens/adopt")
    public Uni<AdoptedTokens> adopt(@Valid Pushed pushed) {
        return tokens.adopt(pushed.tokens()).map(AdoptedTokens::new);
    }

    /** Takes a set of outcomes; answers after the commit. */
    @POST
    @Path("/outcomes")
    public Uni<AppliedOutcomes> outcomes(@Valid Told told) {
        return outcomes.apply(told.outcomes().stream()
                        .map(outcome -> new Heard(outcome, null))
                        .toList())
                .map(AppliedOutcomes::new);
    }

    /** How far accounts are: what token-refresher compares itself with after a restore. */
    @POST
    @Path("/tokens/standings")
    public Uni<Standings> standings(@Valid Asked asked) {
        return standings.find(asked.accounts()).map(Standings::new);
    }
}
