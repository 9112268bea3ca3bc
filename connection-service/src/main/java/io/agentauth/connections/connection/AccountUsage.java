// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Asks account-service, which owns the accounts, whether a connection has any: events may be late, and an account that is forgotten is lost. */
@ApplicationScoped
class AccountUsage {
    private final ServiceCalls calls;

    @Inject
    AccountUsage(ServiceCalls calls) {
        this.calls = calls;
    }

    private record Asked(EnvironmentId environmentId, ConnectionId connectionId) {}

    private record Usage(long accounts) {}

    /** Fails with {@code connection_in_use} if there are accounts, and with {@code service_unavailable} if nobody can say. */
    Uni<Void> requireNone(EnvironmentId environment, ConnectionId connection) {
        return calls.post(
                        ServiceName.ACCOUNT_SERVICE,
                        "/internal/connections/usage",
                        new Asked(environment, connection),
                        Usage.class)
                .invoke(AccountUsage::requireNone)
                .replaceWithVoid();
    }

    private static void requireNone(Usage usage) {
        if (usage.accounts() > 0) {
            throw new ProblemException(
                            ProblemType.CONNECTION_IN_USE,
                            "Delete its accounts first, or send force=true to end them with it.")
                    .with("accounts", usage.accounts());
        }
    }
}
