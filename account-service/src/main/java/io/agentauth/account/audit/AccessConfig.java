// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How access records are published. */
@ConfigMapping(prefix = "agent-auth.access")
public interface AccessConfig {
    /** How often new access records are looked for. */
    @WithDefault("1s")
    String every();

    /** How many records are sent at once; the next ones follow when all are acknowledged. */
    @WithDefault("2000")
    @Min(1)
    @Max(50_000)
    int batch();

    /** How many batches at most follow each other before the next look. */
    @WithDefault("20")
    @Min(1)
    int batchesMax();

    /** How long one replica publishes alone without renewing; after a crash another one takes over then. */
    @WithDefault("15s")
    Duration lease();

    /** How long Kafka may take to acknowledge a batch. Shorter than the lease. */
    @WithDefault("10s")
    Duration acknowledgement();
}
