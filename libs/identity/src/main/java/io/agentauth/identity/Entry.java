// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** A request at a door. */
record Entry(ResteasyReactiveContainerRequestContext request, RoutingContext routing) {
    static Entry of(ContainerRequestContext request) {
        var entering = (ResteasyReactiveContainerRequestContext) request;
        var context = (ResteasyReactiveRequestContext) entering.getServerRequestContext();
        return new Entry(entering, context.serverRequest().unwrap(RoutingContext.class));
    }

    /** Goes on when {@code checked} completes, and fails as it fails. */
    void waitFor(Uni<?> checked) {
        request.suspend();
        var _ = checked.subscribe().with(_ -> request.resume(), request::resume);
    }
}
