// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static io.agentauth.account.account.AccountStatus.ACTIVE;
import static io.agentauth.account.account.AccountStatus.DISCONNECTED;
import static io.agentauth.account.account.AccountStatus.PAUSED;
import static io.agentauth.account.account.AccountStatus.REVOKED;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The status of an account with all that decides what may follow: the status machine. A change that is there already changes nothing; one
 * that is not possible is refused.
 *
 * @param reason why, as a word of {@link StatusReason}
 */
record Standing(AccountStatus status, @Nullable String reason, Generations generations, boolean deleted) {
    /** After {@code change}; the same if there is nothing to change. Fails with {@code account_not_active} or {@code account_paused}. */
    Standing after(Change change) {
        return switch (change) {
            case Change.Pause _ -> pause();
            case Change.Resume _ -> resume();
            case Change.Disconnect _ -> end(DISCONNECTED);
            case Change.Revoke _ -> status == DISCONNECTED && !generations.isOpen() ? this : end(REVOKED);
            case Change.Delete _ -> new Standing(status, reason, generations.endAll(), true);
        };
    }

    /** As callers see it: an account whose connection the provider refuses is not at fault, and not usable. */
    AccountStatus shown(boolean suspended) {
        return status == ACTIVE && suspended ? AccountStatus.ERROR : status;
    }

    private Standing pause() {
        return switch (status) {
            case ACTIVE -> with(PAUSED, null);
            case PAUSED -> this;
            case PENDING_AUTH, PENDING_VERIFICATION, EXPIRED, REVOKED, DISCONNECTED, ERROR ->
                throw impossible("paused");
        };
    }

    private Standing resume() {
        return switch (status) {
            case PAUSED -> with(ACTIVE, null);
            case ACTIVE -> this;
            case PENDING_AUTH, PENDING_VERIFICATION, EXPIRED, REVOKED, DISCONNECTED, ERROR ->
                throw impossible("resumed");
        };
    }

    private Standing end(AccountStatus as) {
        return status == as && !generations.isOpen()
                ? this
                : new Standing(as, StatusReason.ADMIN_DISCONNECT.wireName(), generations.endAll(), deleted);
    }

    private Standing with(AccountStatus next, @Nullable String why) {
        return new Standing(next, why, generations, deleted);
    }

    private ProblemException impossible(String wanted) {
        return new ProblemException(
                        ProblemType.ACCOUNT_NOT_ACTIVE,
                        "An account that is " + status.wireName() + " cannot be " + wanted + ".")
                .with("account_status", status.wireName());
    }
}
