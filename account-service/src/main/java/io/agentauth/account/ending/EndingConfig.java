// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How endings are delivered that could not be at once. */
@ConfigMapping(prefix = "agent-auth.ending")
public interface EndingConfig {
    /** How often the sweeper looks. */
    @WithDefault("1s")
    Duration sweepEvery();

    /** How long token-refresher may take to note an ending and to revoke at the provider. */
    @WithDefault("12s")
    Duration within();

    /** The longest pause between two tries. The first one is a second, and each doubles. */
    @WithDefault("30s")
    Duration pauseMax();

    /** How many endings are delivered at once. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int concurrency();

    /** How many endings one sweep delivers. */
    @WithDefault("50")
    @Min(1)
    @Max(10_000)
    int batch();
}
