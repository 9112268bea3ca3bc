// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.requests.Steps;
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
    private final Idempotency idempotency;

    @Inject
    CheckAccount(ReadAccounts accounts, ServiceCalls calls, Idempotency idempotency) {
        this.accounts = accounts;
        this.calls = calls;
        this.idempotency = idempotency;
    }

    private record Asked(EnvironmentId environmentId, AccountId accountId, String slot) {}

    private record Answer(String held, @Nullable String reason) {}

    /** What the provider said: {@code yes}, {@code no}, or {@code unknown} where it cannot be asked; and the account after that. */
    record Checked(String held, @Nullable String reason, AccountView account) {}

    /** The same as it may be kept. */
    private record Heard(String held, @Nullable String reason, Snapshot snapshot) {
        private static final Kept<Heard> KEPT =
                new Kept<>(Heard.class, heard -> heard.snapshot().account().id().value());
    }

    Uni<Checked> check(Request request, AccountId id) {
        EnvironmentId environment = request.environment();
        return idempotency
                .inSteps(
                        request,
                        id.value(),
                        new Steps<>(
                                AccountId.class,
                                tx -> accounts.require(tx, environment, id)
                                        .map(found -> found.account().id()),
                                Heard.KEPT,
                                known -> check(environment, known)))
                .chain(heard ->
                        accounts.view(heard.snapshot()).map(view -> new Checked(heard.held(), heard.reason(), view)));
    }

    private Uni<Heard> check(EnvironmentId environment, AccountId id) {
        return accounts.require(environment, id)
                .chain(found -> ask(environment, found))
                .chain(answer -> accounts.require(environment, id)
                        .map(found -> new Heard(answer.held(), answer.reason(), Snapshot.of(found))));
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
