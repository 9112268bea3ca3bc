// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.account.adoption.Adopted.Result;
import io.agentauth.account.adoption.Changes.Decided;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Adopts pushed tokens in one transaction: the higher mark wins, everything else is a no-op. */
@ApplicationScoped
class AdoptTokens {
    private final Changes changes;
    private final Counter adopted;

    @Inject
    AdoptTokens(Changes changes, MeterRegistry metrics) {
        this.changes = changes;
        adopted = metrics.counter("agentauth.tokens.adopted");
    }

    /** What became of each, in the order of {@code pushes}. */
    Uni<List<Adopted>> adopt(List<TokenPush> pushes) {
        return pushes.isEmpty()
                ? Uni.createFrom().item(List.of())
                : changes.apply(
                                pushes.stream().map(TokenPush::accountId).toList(),
                                accounts -> new Decided<>(decide(accounts, pushes), List.of()))
                        .invoke(results -> adopted.increment((double) results.stream()
                                .filter(one -> one.result() == Result.ADOPTED)
                                .count()));
    }

    private static List<Adopted> decide(HeldAccounts accounts, List<TokenPush> pushes) {
        return pushes.stream()
                .map(push -> Adopted.of(
                        push,
                        accounts.find(push.environmentId(), push.accountId())
                                .map(account -> account.adopt(push))
                                .orElse(Result.UNKNOWN_ACCOUNT)))
                .toList();
    }
}
