// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.account.ending.Receipt;
import io.agentauth.ids.AccountId;
import io.agentauth.requests.Kept;
import java.util.List;

/** The receipt for an account that was ended: what became of each of its grants at the provider. */
record EndedView(AccountId id, Status status, List<Receipt> receipts) {
    /** How it ended. */
    enum Status {
        /** The record stays. */
        @JsonProperty("disconnected")
        DISCONNECTED,
        /** It is gone. */
        @JsonProperty("deleted")
        DELETED
    }

    static final Kept<EndedView> KEPT =
            new Kept<>(EndedView.class, ended -> ended.id().value());
}
