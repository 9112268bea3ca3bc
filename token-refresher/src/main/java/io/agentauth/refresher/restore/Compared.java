// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.ids.AccountId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Grants of this database beside what account-service knows of their accounts.
 *
 * @param behind whose account is unknown there, or has a newer token: this database does not have what comes after its own
 * @param ahead whose token never came there, or is lost there
 * @param ended whose generation was ended there
 * @param named of whose person only account-service knows
 * @param epoch the highest that it has seen
 */
record Compared(
        List<Behind.Held> behind,
        List<Behind.Held> ahead,
        List<Behind.Held> ended,
        List<Behind.Named> named,
        long epoch) {
    static Compared of(List<Behind.Held> grants, List<Standing> standings) {
        Map<AccountId, Standing> byAccount = new HashMap<>();
        standings.forEach(one -> byAccount.put(one.accountId(), one));
        long epoch = standings.stream()
                .flatMap(one -> one.tokens().stream())
                .mapToLong(Standing.Token::epoch)
                .max()
                .orElse(0);
        Compared compared =
                new Compared(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), epoch);
        grants.forEach(grant -> compared.add(grant, byAccount.get(grant.accountId())));
        return compared;
    }

    private void add(Behind.Held grant, @Nullable Standing there) {
        if (there == null) {
            // Not ended: an account-service that knows nothing must not end everything.
            behind.add(grant);
            return;
        }
        if (grant.mark().generation() <= there.generationEnded()) {
            ended.add(grant);
            return;
        }
        Standing.Person person = there.person();
        if (grant.nameless()
                && person != null
                && there.generation() == grant.mark().generation()) {
            named.add(new Behind.Named(grant.id(), person));
        }
        int order = there.mark(grant.slot()).map(grant.mark()::compareTo).orElse(1);
        if (order < 0) {
            behind.add(grant);
        } else if (order > 0) {
            ahead.add(grant);
        }
    }
}
