// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Set;

/** Lets the listed services in, to one method. */
final class ServiceDoor implements ContainerRequestFilter {
    static final String HEADER = "Agent-Auth-Service";

    private final ServiceTokenCheck tokens;
    private final Set<ServiceName> allowed;

    ServiceDoor(ServiceTokenCheck tokens, Set<ServiceName> allowed) {
        this.tokens = tokens;
        this.allowed = allowed;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String token = Bearer.tokenIn(request.getHeaderString(HEADER));
        if (token == null) {
            throw required();
        }
        ServiceName known = tokens.known(token);
        if (known != null) {
            admit(known);
            return;
        }
        Entry.of(request)
                .waitFor(tokens.verify(token)
                        .onFailure(RefusedToken.class)
                        .transform(_ -> required())
                        .invoke(this::admit));
    }

    private void admit(ServiceName caller) {
        if (!allowed.contains(caller)) {
            throw new ProblemException(
                    ProblemType.SERVICE_NOT_ALLOWED, caller.wireName() + " is not listed for this method.");
        }
    }

    private static ProblemException required() {
        return new ProblemException(
                ProblemType.SERVICE_IDENTITY_REQUIRED, "Send " + HEADER + ": Bearer with a token for this service.");
    }
}
