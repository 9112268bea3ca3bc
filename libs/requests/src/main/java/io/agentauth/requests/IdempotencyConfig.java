// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long answers are kept. */
@ConfigMapping(prefix = "agent-auth.idempotency")
public interface IdempotencyConfig {
    /** How long the same key is answered the same. */
    @WithDefault("24h")
    Duration kept();

    /** How often older answers are removed. */
    @WithDefault("10m")
    Duration sweepEvery();
}
