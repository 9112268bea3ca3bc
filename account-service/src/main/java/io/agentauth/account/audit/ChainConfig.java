// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the trail is chained. */
@ConfigMapping(prefix = "agent-auth.chain")
public interface ChainConfig {
    /** How often what is new is closed into blocks, one an environment. Until then nobody but the database vouches for it. */
    @WithDefault("30s")
    String every();

    /** How many events, and how many reads, are taken at once. */
    @WithDefault("500")
    @Min(1)
    @Max(50_000)
    int batch();

    /** How many batches at most follow each other before the next look. */
    @WithDefault("1000")
    @Min(1)
    int batchesMax();

    /** How long one replica chains alone without renewing; after a crash another one takes over then. */
    @WithDefault("15s")
    Duration lease();
}
