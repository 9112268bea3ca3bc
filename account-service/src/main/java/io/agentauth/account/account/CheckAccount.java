// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the provider, by token-refresher, whether it still holds the grant. What that means for the account comes as any outcome does. */
@ApplicationScoped
class CheckAccount {
    private static final Duration WITHIN = Duration.ofSeconds(14);

    private final ReadAccounts accounts;
    private final ServiceCalls calls;

    @Inject
    CheckAccount(ReadAccounts accounts, ServiceCalls calls) {
        this.accounts = accounts;
        this.calls = calls;
    }

    private record Asked(EnvironmentId environmentId, AccountId accountId, String slot) {}

    private record Answer(String held, @Nullable String reason) {}

    /** What the provider said: {@code yes}, {@code no}, or {@code unknown} where it cannot be asked; and the account after that. */
    record Checked(String held, @Nullable String reason, AccountView account) {}

    Uni<Checked> check(EnvironmentId environment, AccountId id) {
        return accounts.require(environment, id)
                .chain(found -> ask(environment, found))
                .chain(answer -> accounts.require(environment, id)
                        .chain(accounts::view)
                        .map(view -> new Checked(answer.held(), answer.reason(), view)));
    }

    private Uni<Answer> ask(EnvironmentId environment, Found found) {
        return found.account().standing().generations().current() == 0
                ? Uni.createFrom().item(new Answer("no", "not_connected"))
                : calls.post(
                        ServiceName.TOKEN_REFRESHER,
                        "/internal/grants/probe",
                        new Asked(
                                environment,
                                found.account().id(),
                                found.account().defaultSlot()),
                        Answer.class,
                        WITHIN);
    }
}
