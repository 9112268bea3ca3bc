// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;

/**
 * What the connection proves itself with ends at {@code expiresAt}, soon: told once, so that others can take their place before.
 *
 * @param reason {@code client_secret}, as the application said when it ends, or {@code certificate}, which says it itself
 */
public record ConnectionCredentialsExpiring(
        EnvironmentId environmentId, ConnectionId connectionId, String provider, String reason, Instant expiresAt)
        implements ConnectionEvent {
    /** The secret of the client. */
    public static final String CLIENT_SECRET = "client_secret";

    /** The certificate that the client shows (RFC 8705). */
    public static final String CERTIFICATE = "certificate";

    public ConnectionCredentialsExpiring {
        Word.require("provider", provider);
        Word.require("reason", reason);
    }
}
