// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Presents a code or a refresh token at the token endpoint of a connection, exactly once: no retry, no redirect, no second style of client
 * authentication. What is expected is the outcome; a Uni that fails means that the keys are not there, and that nothing was sent.
 */
public interface TokenEndpoint {
    /** Presents an authorization code with the flow's verifier (RFC 6749 §4.1.3, RFC 7636 §4.5). Passes CB3 and CB4. */
    Uni<TokenOutcome> presentCode(ConnectionCopy connection, Sensitive code, @Nullable Sensitive verifier);

    /** Presents a slot's refresh token (RFC 6749 §6); the answer must be read {@code within}. Passes CP3 to CP6. */
    Uni<TokenOutcome> presentRefreshToken(ConnectionCopy connection, String slot, Sensitive token, Duration within);
}
