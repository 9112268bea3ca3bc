// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/** A revocation at the provider came to its end. {@code status}: {@code revoked}, {@code partly_revoked}, {@code unsupported}, {@code failed} or {@code kept_shared}. */
public record RevocationFinished(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        String status)
        implements AccountEvent {
    public RevocationFinished {
        Word.require("provider", provider);
        Word.require("slot", slot);
        Word.require("status", status);
    }
}
