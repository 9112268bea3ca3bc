// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long what is only looked at later is kept. */
@ConfigMapping(prefix = "agent-auth.retention")
public interface RetentionConfig {
    /** How long it is known who read which token. What was not published yet is kept longer. */
    @WithDefault("90d")
    Duration accessRecords();

    /** How long events can be listed. A cursor that is older goes on with the oldest that is left. */
    @WithDefault("400d")
    Duration events();

    /** How often what is too old is deleted; at least a second. */
    @WithDefault("1m")
    String every();

    /** How many rows are deleted in one transaction. */
    @WithDefault("5000")
    @Min(1)
    @Max(50_000)
    int batch();

    /** How many transactions at most follow each other before the next turn. Batches times this per turn must exceed what comes in. */
    @WithDefault("100")
    @Min(1)
    int batchesMax();
}
