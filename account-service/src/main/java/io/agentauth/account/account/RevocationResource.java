// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.account.RevocationStore.Wanted;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.MalformedId;
import io.agentauth.ids.RevocationId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Requests;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Break-glass: revokes many accounts of the environment at once, and says how far that is. */
@Path("/v1/revocations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RevocationResource {
    private final CurrentCaller caller;
    private final Requests requests;
    private final RevokeMany revoke;

    @Inject
    RevocationResource(CurrentCaller caller, Requests requests, RevokeMany revoke) {
        this.caller = caller;
        this.requests = requests;
        this.revoke = revoke;
    }

    /**
     * Which accounts. All that is set must hold; {@code all} alone means every account of the environment.
     *
     * @param readBy   whose tokens that key has read
     * @param readFrom whose tokens were read since then
     * @param readTo   and before then
     */
    record Asked(
            @Nullable Boolean all,
            @Nullable ConnectionId connectionId,
            @Nullable ApiKeyId readBy,
            @Nullable Instant readFrom,
            @Nullable Instant readTo) {
        Wanted wanted() {
            return new Wanted(connectionId, readBy, readFrom, readTo);
        }
    }

    /** Orders it: 202. What the order means goes on by itself. */
    @POST
    public Uni<Response> order(@HeaderParam(Requests.HEADER) @Nullable String key, @Nullable Asked asked) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ADMIN);
        Asked checked = checked(asked);
        return requests.of(environment, key, "revocations", checked)
                .chain(request -> revoke.order(request, checked.wanted(), who.actor()))
                .map(revocation -> Response.accepted(revocation).build());
    }

    /** How far it is. */
    @GET
    @Path("/{id}")
    public Uni<Revocation> get(@PathParam("id") String id) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ADMIN);
        return revoke.require(environment, parse(id));
    }

    /** Nobody revokes everything by leaving something out. */
    private static Asked checked(@Nullable Asked asked) {
        boolean all = asked != null && Boolean.TRUE.equals(asked.all());
        boolean some = asked != null && !asked.wanted().equals(new Wanted(null, null, null, null));
        if (asked == null || all == some) {
            throw ProblemException.invalidField(
                    "all", "Say either all, or which: connection_id, read_by, read_from, read_to.");
        }
        if (asked.readFrom() != null
                && asked.readTo() != null
                && !asked.readFrom().isBefore(asked.readTo())) {
            throw ProblemException.invalidField("read_to", "It is after read_from.");
        }
        return asked;
    }

    private static RevocationId parse(String id) {
        try {
            return RevocationId.parse(id);
        } catch (MalformedId _) {
            throw ProblemException.notFound("revocation");
        }
    }
}
