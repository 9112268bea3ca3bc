// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** How this service learns that a database was restored from a backup. */
@ConfigMapping(prefix = "agent-auth.restore")
public interface RestoreConfig {
    /**
     * The operator's word for the last restore, such as its date and time. A word that the database does not know makes this service roll its
     * grants forward once, before it presents any token; it may stay set. Empty: no restore was announced.
     */
    Optional<String> word();

    /**
     * How many of the last entries of each partition of the token journal are compared with the database at each start: a newer one there means a
     * restore that nobody announced. 0: none are.
     */
    @WithDefault("50")
    @Min(0)
    @Max(10_000)
    int compared();

    /** How long that comparison may hold up renewals while Kafka is away. An announced restore waits for Kafka as long as it takes. */
    @WithDefault("5s")
    Duration comparedWithin();
}
