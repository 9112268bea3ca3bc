// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/**
 * An access token was handed out: {@code version} is the token's, {@code keyId} whose key read it. Published in batches a little later, on a topic of
 * its own, where {@code sequence} orders but does not count.
 */
public record TokenRead(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        ApiKeyId keyId)
        implements AccountEvent {
    public TokenRead {
        Word.require("provider", provider);
        Word.require("slot", slot);
    }

    @Override
    public Topic topic() {
        return Topic.ACCESS;
    }
}
