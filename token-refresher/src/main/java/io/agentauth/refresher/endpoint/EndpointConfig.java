// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long token endpoints are waited for, and what follows from it for leases and holds (rules R3, R5 and R11). */
@ConfigMapping(prefix = "agent-auth.token-endpoint")
public interface EndpointConfig {
    /** By when an answer must have been read, from the send on. Slow providers are waited for. */
    @WithDefault("45s")
    Duration deadline();

    /**
     * By when the answer must have been read to what is asked before a browser is sent: temporary credentials of OAuth 1.0a, or a pushed request. A
     * person waits for it, and nothing is lost without. Less than the ten seconds that account-service waits for a flow to begin.
     */
    @WithDefault("8s")
    Duration beginWithin();

    /** How long the kernel tries to deliver what was written before it gives up. */
    @WithDefault("45s")
    Duration tcpUserTimeout();

    /** How long a lease stands without a result; at least three deadlines. */
    @WithDefault("135s")
    Duration lease();

    /** The longest pause of a process that is reckoned with: garbage collection, a suspended machine. */
    @WithDefault("60s")
    Duration pauseAllowance();

    /** How often suspended connections are tried. */
    @WithDefault("5m")
    Duration probeEvery();

    /** How long after a send nobody else presents the same token (rule R11). */
    default Duration hold() {
        return deadline().plus(tcpUserTimeout()).plus(pauseAllowance());
    }
}
