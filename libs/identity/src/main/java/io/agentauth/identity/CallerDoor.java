// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

/** Lets callers in. */
@ApplicationScoped
class CallerDoor {
    private final CallerTokenCheck tokens;
    private final Revocations revocations;
    private final ClientAddress addresses;

    @Inject
    CallerDoor(CallerTokenCheck tokens, Revocations revocations, ClientAddress addresses) {
        this.tokens = tokens;
        this.revocations = revocations;
        this.addresses = addresses;
    }

    void enter(ContainerRequestContext request) {
        String token = Bearer.tokenIn(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        if (token == null) {
            throw CurrentCaller.missing();
        }
        Entry entry = Entry.of(request);
        Caller known = tokens.known(token);
        if (known != null) {
            admit(entry.routing(), known);
            return;
        }
        entry.waitFor(tokens.verify(token)
                .onFailure(RefusedToken.class)
                .transform(_ -> invalid())
                .invoke(caller -> admit(entry.routing(), caller)));
    }

    private void admit(RoutingContext routing, Caller caller) {
        if (revocations.contains(caller.keyId())) {
            throw invalid();
        }
        if (!caller.allowedAddresses().isEmpty()) {
            caller.requireFrom(addresses.of(routing));
        }
        routing.put(CurrentCaller.KEY, caller);
    }

    private static ProblemException invalid() {
        return new ProblemException(ProblemType.INVALID_API_KEY, "The API key is unknown, malformed or revoked.");
    }
}
