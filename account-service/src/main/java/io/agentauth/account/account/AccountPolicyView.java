// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.member.Policy;
import java.util.List;
import java.util.Optional;

/**
 * The policy of an account, as callers see it.
 *
 * @param restricted whether there is one; without it nobody is asked for whom something is done
 */
public record AccountPolicyView(boolean restricted, List<String> use, List<String> manage) {
    static AccountPolicyView of(Optional<Policy> policy) {
        return policy.map(one -> new AccountPolicyView(true, one.use(), one.manage()))
                .orElse(new AccountPolicyView(false, List.of(), List.of()));
    }
}
