// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.identity.CurrentCaller;
import io.agentauth.requests.Request;
import io.agentauth.requests.Requests;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The keysets of the installation, for the installation key alone: this service's, and those of token-refresher, which has no public side. */
@Path("/v1/keys")
class KeysResource {
    private static final Logger LOG = Logger.getLogger(KeysResource.class);
    private static final Why UNSAID = new Why(null);

    private final CurrentCaller callers;
    private final Requests requests;
    private final ExchangeKeysets keysets;

    @Inject
    KeysResource(CurrentCaller callers, Requests requests, ExchangeKeysets keysets) {
        this.callers = callers;
        this.requests = requests;
        this.keysets = keysets;
    }

    /** Why they are exchanged, for the log; may be left out. */
    record Why(@Nullable String reason) {}

    @GET
    @Operation(summary = "List the keysets")
    public Uni<KeysView> list() {
        callers.get().requireOperator();
        return keysets.show();
    }

    @POST
    @Path("/rotate")
    @Operation(
            summary = "Exchange the keysets",
            description = "Announces new ones; they seal after a minute, and what older ones sealed is sealed anew.")
    public Uni<KeysView> rotate(@HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Why why) {
        callers.get().requireOperator();
        Why said = Objects.requireNonNullElse(why, UNSAID);
        LOG.infof("The keysets are to be exchanged: %s", said.reason());
        return requests.of(Request.OPERATOR, idempotencyKey, "POST /v1/keys/rotate", said)
                .chain(keysets::exchange);
    }
}
