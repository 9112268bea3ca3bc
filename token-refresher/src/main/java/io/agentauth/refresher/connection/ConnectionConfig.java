// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How copies of connections are kept. */
@ConfigMapping(prefix = "agent-auth.connection")
public interface ConnectionConfig {
    /** How long a copy is used from memory before it is read from the database again: what another replica learnt is known here by then. */
    @WithDefault("2s")
    Duration rememberedFor();

    /** How many copies are remembered. */
    @WithDefault("10000")
    int rememberedMax();

    /**
     * How long the client secret before a new one goes on working, while the provider has not accepted the new one; then the new one is used,
     * whatever the provider says. Nothing: the new one is used at once.
     */
    @WithDefault("24h")
    Duration secretOverlap();
}
