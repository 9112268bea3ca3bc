// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How tokens that are due, and grants that end, are announced. */
@ConfigMapping(prefix = "agent-auth.expiring")
public interface ExpiringConfig {
    /** How often due tokens are looked for; at least a second. Later than token-refresher's own sweeper, and the announcements are for nobody. */
    @WithDefault("1s")
    String every();

    /** How often grants that end soon are looked for. */
    @WithDefault("30s")
    String endingsEvery();

    /** How many tokens are announced in one transaction. */
    @WithDefault("500")
    @Min(1)
    @Max(10_000)
    int batch();

    /** How many transactions at most follow each other before the next look. */
    @WithDefault("20")
    @Min(1)
    int batchesMax();
}
