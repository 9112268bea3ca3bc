// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How copies of environments are kept. */
@ConfigMapping(prefix = "agent-auth.environment")
public interface EnvironmentConfig {
    /** How long a copy is taken as it is. Events make it older at once; this is for when they do not come. */
    @WithDefault("60s")
    Duration freshFor();
}
