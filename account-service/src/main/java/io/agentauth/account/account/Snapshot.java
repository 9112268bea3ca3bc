// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.authorization.Links;
import io.agentauth.requests.Kept;
import org.jspecify.annotations.Nullable;

/**
 * An account as it was, and as it may be kept for a repeated request: without the link for the person.
 *
 * @param reauth the generation that the link leads to, where there is one
 */
public record Snapshot(AccountView account, @Nullable Long reauth) {
    static final Kept<Snapshot> KEPT =
            new Kept<>(Snapshot.class, snapshot -> snapshot.account().id().value());

    static Snapshot of(Found found) {
        Account account = found.account();
        return new Snapshot(
                found.view(),
                account.status() == AccountStatus.EXPIRED
                        ? account.standing().generations().reauth()
                        : null);
    }

    /** As callers see it. */
    AccountView view(Links.Maker links) {
        return reauth == null ? account : account.with(links.link(links.reauth(account.id(), reauth)));
    }
}
