// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The accounts that a transaction has locked. */
final class HeldAccounts {
    private final Map<UUID, HeldAccount> accounts = new LinkedHashMap<>();

    void add(HeldAccount account) {
        accounts.put(account.identity().id().value(), account);
    }

    /** The account, if that environment has it. */
    Optional<HeldAccount> find(EnvironmentId environment, AccountId account) {
        return Optional.ofNullable(accounts.get(account.value()))
                .filter(held -> held.identity().environmentId().equals(environment));
    }

    HeldAccount require(UUID account) {
        HeldAccount held = accounts.get(account);
        if (held == null) {
            throw new IllegalStateException("an account that is not locked");
        }
        return held;
    }

    List<HeldAccount> changed() {
        return changed(_ -> true);
    }

    List<HeldAccount> changed(Predicate<HeldAccount> how) {
        return accounts.values().stream()
                .filter(HeldAccount::isChanged)
                .filter(how)
                .toList();
    }

    List<AccountId> idsOfChanged(Predicate<HeldAccount> how) {
        return changed(how).stream().map(account -> account.identity().id()).toList();
    }
}
