// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;

/** Has an access token renewed now. One flight serves all who wait for the same token (R13). */
public interface Renewals {
    /** Why, as token-refresher is told. */
    enum Reason {
        /** The reader wants more life than is left. */
        MIN_VALIDITY,
        /** Its life is over. */
        EXPIRED,
        /** The provider refused it before its time. */
        REJECTED,
        /** Somebody asked for it. */
        MANUAL
    }

    /** The token that is to be replaced: if another one is there meanwhile, that one is the answer. */
    record Held(EnvironmentId environmentId, AccountId accountId, String slot, long generation, long version) {}

    /** Completes when the flight is over; a renewed token has been adopted before. Fails only with a problem. */
    Uni<Renewal> renew(Held held, Reason reason);
}
