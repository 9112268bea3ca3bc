// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;

/**
 * The connection's new client secret was shown to the provider.
 *
 * @param version the connection's, as far as token-refresher knew it
 * @param reason {@code accepted}: it is used from now on, and the one before is deleted; {@code refused}: the one before goes on working for a while
 */
public record ConnectionSecretTried(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, long version, String reason)
        implements ConnectionEvent {
    /** The new secret works. */
    public static final String ACCEPTED = "accepted";

    /** It does not. */
    public static final String REFUSED = "refused";

    public ConnectionSecretTried {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
