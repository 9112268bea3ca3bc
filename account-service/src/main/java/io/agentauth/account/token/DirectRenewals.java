// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;

/** Asks token-refresher, whose flight it is; a little longer than that waits itself. */
@DefaultBean
@ApplicationScoped
public class DirectRenewals implements Renewals {
    private static final Duration PATIENCE = Duration.ofSeconds(14);

    private final ServiceCalls calls;

    @Inject
    DirectRenewals(ServiceCalls calls) {
        this.calls = calls;
    }

    record Asked(
            EnvironmentId environmentId,
            AccountId accountId,
            String slot,
            long generation,
            long version,
            String reason) {}

    @Override
    public Uni<Renewal> renew(Held held, Reason reason) {
        return calls.post(
                ServiceName.TOKEN_REFRESHER,
                "/internal/grants/renew",
                new Asked(
                        held.environmentId(),
                        held.accountId(),
                        held.slot(),
                        held.generation(),
                        held.version(),
                        reason.name().toLowerCase(Locale.ROOT)),
                Renewal.class,
                PATIENCE);
    }
}
