// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.oauth.ServerMetadata;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Asks token-refresher, which alone has a way out, what an issuer publishes. */
@ApplicationScoped
public class Discovery {
    private static final Duration WITHIN = Duration.ofSeconds(12);

    private final ServiceCalls calls;

    @Inject
    Discovery(ServiceCalls calls) {
        this.calls = calls;
    }

    private record Asked(String issuer) {}

    /** Fails with {@code provider_metadata_invalid}, {@code provider_unavailable} or {@code service_unavailable}. */
    public Uni<ServerMetadata> discover(String issuer) {
        return calls.post(
                ServiceName.TOKEN_REFRESHER,
                "/internal/providers/discover",
                new Asked(issuer),
                ServerMetadata.class,
                WITHIN);
    }
}
