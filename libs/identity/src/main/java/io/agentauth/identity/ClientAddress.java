// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a request came from, as the gateway saw it. From anybody else it is not believed, and then there is none. */
@Singleton
class ClientAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final PeerTokenCheck services;

    @Inject
    ClientAddress(PeerTokenCheck services) {
        this.services = services;
    }

    Optional<String> of(@Nullable RoutingContext context) {
        if (context == null) {
            return Optional.empty();
        }
        String token = Bearer.tokenIn(context.request().getHeader(InternalDoor.HEADER));
        String address = context.request().getHeader(FORWARDED_FOR);
        return token != null && address != null && services.now(token) == ServiceName.CALLBACK_GATEWAY
                ? Optional.of(address)
                : Optional.empty();
    }
}
