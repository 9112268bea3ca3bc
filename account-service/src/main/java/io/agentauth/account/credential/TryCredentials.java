// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import io.agentauth.account.connection.Connection;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Reveal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;

/** Has static credentials tried at their provider, by token-refresher, which has the way out and keeps nothing of them. */
@ApplicationScoped
public class TryCredentials {
    private static final String PATH = "/internal/credentials/try";

    private final ServiceCalls calls;
    private final CredentialConfig config;

    @Inject
    TryCredentials(ServiceCalls calls, CredentialConfig config) {
        this.calls = calls;
        this.config = config;
    }

    private record Asked(EnvironmentId environmentId, ConnectionId connectionId, Map<String, String> fields) {
        @Override
        public String toString() {
            return "Asked[redacted]";
        }
    }

    /** What the provider makes of {@code entered}, which the connection's fields must allow. Fails with {@code service_unavailable}. */
    public Uni<Trial> attempt(Connection connection, Entered entered) {
        return Uni.createFrom()
                .deferred(() -> calls.post(
                        ServiceName.TOKEN_REFRESHER,
                        PATH,
                        new Asked(
                                connection.environmentId(),
                                connection.id(),
                                entered.plain(Reveal.TO_CALL_THE_PROVIDER)),
                        Trial.class,
                        config.triedWithin()));
    }
}
