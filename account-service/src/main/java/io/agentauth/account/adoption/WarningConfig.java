// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long ahead it is said that a grant ends whose provider knows the day. */
@ConfigMapping(prefix = "agent-auth.warning")
public interface WarningConfig {
    /** How long before the day; a grant of a short life is warned of when three quarters of it are over. Too short, and nobody has the time to connect again. */
    @WithDefault("14d")
    Duration before();
}
