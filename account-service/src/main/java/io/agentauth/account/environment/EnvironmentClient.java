// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks connection-service, whose the environments are. */
@ApplicationScoped
class EnvironmentClient {
    private final ServiceCalls calls;

    @Inject
    EnvironmentClient(ServiceCalls calls) {
        this.calls = calls;
    }

    record Asked(EnvironmentId environmentId) {}

    record Answer(
            EnvironmentId id,
            String name,
            @Nullable String logoUrl,
            @Nullable String kind,
            @Nullable List<String> returnUrls,
            @Nullable List<String> verifyUrls,
            @Nullable String verification,
            @Nullable Boolean deleted) {
        Environment toEnvironment() {
            return new Environment(
                    id,
                    name,
                    logoUrl,
                    Objects.requireNonNullElse(kind, "production"),
                    Objects.requireNonNullElse(returnUrls, List.of()),
                    Objects.requireNonNullElse(verifyUrls, List.of()),
                    // What is not said is not switched off.
                    Objects.requireNonNullElse(verification, "application"),
                    Boolean.TRUE.equals(deleted));
        }
    }

    /** Fails with {@code not_found}, or {@code service_unavailable}. */
    Uni<Environment> get(EnvironmentId id) {
        return calls.post(ServiceName.CONNECTION_SERVICE, "/internal/environments/get", new Asked(id), Answer.class)
                .map(Answer::toEnvironment);
    }
}
