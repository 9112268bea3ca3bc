// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Asks token-refresher, which alone has a way out, which addresses it would refuse to call. */
@ApplicationScoped
public class Addresses {
    private static final Duration WITHIN = Duration.ofSeconds(12);

    private final ServiceCalls calls;

    @Inject
    Addresses(ServiceCalls calls) {
        this.calls = calls;
    }

    private record Asked(List<String> addresses) {}

    private record Answer(Map<String, String> refused) {}

    /** Of {@code addresses} those that would be refused, each with the reason. Fails with {@code service_unavailable}. */
    public Uni<Map<String, String>> refused(Collection<String> addresses) {
        return addresses.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : calls.post(
                                ServiceName.TOKEN_REFRESHER,
                                "/internal/providers/addresses",
                                new Asked(List.copyOf(addresses)),
                                Answer.class,
                                WITHIN)
                        .map(Answer::refused);
    }
}
