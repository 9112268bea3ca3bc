// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long identities last. */
@ConfigMapping(prefix = "agent-auth.token")
public interface TokenConfig {
    /** The life of a caller's token. A revoked key is on the list of revocations a little longer than that. */
    @WithDefault("10m")
    Duration callerLife();

    /** The life of a service's token. */
    @WithDefault("10m")
    Duration serviceLife();
}
