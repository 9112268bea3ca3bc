// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.seal;

import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.RequestId;
import io.agentauth.requests.Input;
import io.agentauth.requests.Request;
import io.agentauth.requests.Requests;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The emergency stop, for the installation key alone. */
@Path("/v1")
class SealResource {
    private static final int REASON_CHARS_MAX = 500;

    private final CurrentCaller callers;
    private final Seals seals;
    private final Requests requests;

    @Inject
    SealResource(CurrentCaller callers, Seals seals, Requests requests) {
        this.callers = callers;
        this.seals = seals;
        this.requests = requests;
    }

    /** Why; it is kept for good. */
    record Why(@Nullable String reason) {}

    @GET
    @Path("/seal")
    @Operation(summary = "Ask whether the installation is sealed")
    public Uni<SealStanding> standing() {
        operator();
        return seals.standing();
    }

    @POST
    @Path("/seal")
    @Operation(
            summary = "Seal the installation",
            description = "Within a second no token is handed out or renewed and no secret is opened, by any replica.")
    public Uni<SealStanding> seal(@HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Why why) {
        return change(true, why, idempotencyKey);
    }

    @POST
    @Path("/unseal")
    @Operation(summary = "Unseal the installation", description = "Within a second everything goes on.")
    public Uni<SealStanding> unseal(@HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Why why) {
        return change(false, why, idempotencyKey);
    }

    private Uni<SealStanding> change(boolean sealed, @Nullable Why why, @Nullable String idempotencyKey) {
        Caller operator = operator();
        String reason = Input.body(why).reason();
        if (reason == null || reason.isBlank() || reason.length() > REASON_CHARS_MAX) {
            throw ProblemException.invalidField("reason", "Say why, in 1 to " + REASON_CHARS_MAX + " characters.");
        }
        SealChange wanted = new SealChange(
                sealed,
                Instant.now(),
                reason,
                operator.keyId(),
                RequestId.current(),
                callers.clientAddress().orElse(null));
        return requests.of(Request.OPERATOR, idempotencyKey, sealed ? "POST /v1/seal" : "POST /v1/unseal", why)
                .chain(request -> seals.change(wanted, operator.actor(), request));
    }

    private Caller operator() {
        Caller caller = callers.get();
        caller.requireOperator();
        return caller;
    }
}
