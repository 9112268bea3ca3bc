// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long flows live. */
@ConfigMapping(prefix = "agent-auth.flow")
public interface FlowConfig {
    /** How long a person has, from the click to the provider's answer. */
    @WithDefault("10m")
    Duration lifetime();

    /**
     * How long a code waits for the application to confirm who consented: a little less than the ten minutes that a code lives at most (RFC 6749
     * §4.1.2). After that it is thrown away.
     */
    @WithDefault("595s")
    Duration parkedMax();

    /** How long the same browser is told the same outcome. */
    @WithDefault("10m")
    Duration outcomeToldFor();

    /** How long a flow and its attempt are kept, for whoever asks what happened. */
    @WithDefault("7d")
    Duration keptFor();
}
