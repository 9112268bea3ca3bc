// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An account, with what is known of its tokens. */
record Found(Account account, List<TokenLife> lives) {
    /** The token of {@code slot}, or of the default one. */
    Optional<TokenLife> life(@Nullable String slot) {
        String wanted = slot == null ? account.defaultSlot() : slot;
        return lives.stream().filter(life -> life.slot().equals(wanted)).findFirst();
    }

    AccountView view() {
        Optional<TokenLife> life = life(null);
        return AccountView.of(
                account,
                life.map(TokenLife::expiresAt).orElse(null),
                lives.stream()
                        .flatMap(each -> Stream.ofNullable(each.grantEndsAt()))
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** Whether a renewal is due before anybody looks at it. */
    boolean isActiveWithoutToken() {
        return account.status() == AccountStatus.ACTIVE
                && life(null).map(TokenLife::expired).orElse(false);
    }
}
