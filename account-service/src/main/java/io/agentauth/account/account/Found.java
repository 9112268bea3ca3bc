// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An account, with what is known of its tokens. */
record Found(Account account, List<TokenLife> lives) {
    /** The token of {@code slot}, or of the default one. */
    Optional<TokenLife> life(@Nullable String slot) {
        String wanted = slot == null ? account.defaultSlot() : slot;
        return lives.stream().filter(life -> life.slot().equals(wanted)).findFirst();
    }

    AccountView view() {
        @Nullable Instant expiresAt = life(null).map(TokenLife::expiresAt).orElse(null);
        return AccountView.of(account, expiresAt);
    }

    /** Whether a renewal is due before anybody looks at it. */
    boolean isActiveWithoutToken() {
        return account.status() == AccountStatus.ACTIVE
                && life(null).map(TokenLife::expired).orElse(false);
    }
}
