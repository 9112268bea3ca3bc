// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends grants, and asks whether they are still held. */
@Path("/internal/grants")
@AllowedServices(ServiceName.ACCOUNT_SERVICE)
public class GrantsResource {
    private final EndGrants endGrants;
    private final ProbeGrant probeGrant;

    @Inject
    GrantsResource(EndGrants endGrants, ProbeGrant probeGrant) {
        this.endGrants = endGrants;
        this.probeGrant = probeGrant;
    }

    /** Which generations end. {@code revoke} is always so: a grant that is kept is one that nobody can end any more. */
    public record Ending(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @Nullable ConnectionId connectionId,
            @PositiveOrZero long upToGeneration,
            @Nullable Boolean revoke) {}

    /** One receipt a grant. */
    public record Receipts(List<Receipt> receipts) {}

    /** Which grant is asked about. */
    public record Asked(@NotNull EnvironmentId environmentId, @NotNull AccountId accountId, @NotNull String slot) {}

    /** Whether the provider holds it. */
    public enum Held {
        /** It took the access token. */
        @JsonProperty("yes")
        YES,
        /** It refused it, or there is none. */
        @JsonProperty("no")
        NO,
        /** Nobody can say now. */
        @JsonProperty("unknown")
        UNKNOWN
    }

    /** What the provider said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Probe(Held held, @Nullable String reason) {}

    /** Ends every generation up to a number, for good and on every replica; idempotent. */
    @POST
    @Path("/end")
    public Uni<Receipts> end(@Valid @NotNull Ending ending) {
        return endGrants
                .end(ending.environmentId(), ending.accountId(), ending.upToGeneration())
                .map(Receipts::new);
    }

    /** Asks the provider. */
    @POST
    @Path("/probe")
    public Uni<Probe> probe(@Valid @NotNull Asked asked) {
        return probeGrant.probe(asked.environmentId(), asked.accountId(), asked.slot());
    }
}
