// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;

/** Lets services in, where they are listed. */
@ApplicationScoped
class InternalDoor {
    static final String HEADER = "Agent-Auth-Service";

    private final PeerTokenCheck tokens;

    @Inject
    InternalDoor(PeerTokenCheck tokens) {
        this.tokens = tokens;
    }

    void enter(ContainerRequestContext request, Set<ServiceName> allowed) {
        String token = Bearer.tokenIn(request.getHeaderString(HEADER));
        if (token == null) {
            throw required();
        }
        Entry entry = Entry.of(request);
        ServiceName known = tokens.known(token);
        if (known != null) {
            admit(entry, known, allowed);
            return;
        }
        entry.waitFor(tokens.verify(token)
                .onFailure(RefusedToken.class)
                .transform(_ -> required())
                .invoke(caller -> admit(entry, caller, allowed)));
    }

    private static void admit(Entry entry, ServiceName caller, Set<ServiceName> allowed) {
        if (!allowed.contains(caller)) {
            throw new ProblemException(
                    ProblemType.SERVICE_NOT_ALLOWED, caller.wireName() + " is not listed for this method.");
        }
        entry.routing().put(CurrentPeer.KEY, caller);
    }

    private static ProblemException required() {
        return new ProblemException(
                ProblemType.SERVICE_IDENTITY_REQUIRED, "Send " + HEADER + ": Bearer with a token for this service.");
    }
}
