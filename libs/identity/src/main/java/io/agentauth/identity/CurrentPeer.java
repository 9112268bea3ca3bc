// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The service that makes the internal request that is being served. Ask in the resource method, before anything asynchronous. */
@Singleton
public class CurrentPeer {
    static final String KEY = CurrentPeer.class.getName();

    private final CurrentVertxRequest request;

    @Inject
    CurrentPeer(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The service, verified; there is always one behind a door of {@link AllowedServices}. */
    public ServiceName get() {
        RoutingContext context = request.getCurrent();
        if (context != null && context.get(KEY) instanceof ServiceName peer) {
            return peer;
        }
        throw new IllegalStateException("this is no internal request");
    }
}
