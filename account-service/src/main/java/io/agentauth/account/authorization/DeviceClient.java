// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has token-refresher ask the provider for a code. */
@ApplicationScoped
class DeviceClient {
    private static final String PATH = "/internal/flows/device";
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final ServiceCalls calls;

    @Inject
    DeviceClient(ServiceCalls calls) {
        this.calls = calls;
    }

    private record Begin(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            ConnectionId connectionId,
            long generation,
            List<String> scopes,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean allowOtherPerson) {}

    /** What the person is shown. Whoever else has it could have somebody consent, so it does not print. */
    record Begun(
            String userCode,
            URI verificationUri,
            @Nullable URI verificationUriComplete,
            long expiresInSeconds,
            long intervalSeconds) {
        Duration life() {
            return Duration.ofSeconds(expiresInSeconds);
        }

        @Override
        public String toString() {
            return "Begun[" + verificationUri + "]";
        }
    }

    Uni<Begun> begin(NewAuthorization start) {
        Begin begin = new Begin(
                start.account().environmentId(),
                start.account().id(),
                start.id(),
                start.account().connectionId(),
                start.account().generation(),
                start.wish().scopes(),
                start.wish().otherPersonAllowed() ? true : null);
        return calls.post(ServiceName.TOKEN_REFRESHER, PATH, begin, Begun.class, WITHIN);
    }
}
