// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When many refusals at one connection are taken for the provider's trouble, and when for the truth (rule R16). */
@ConfigMapping(prefix = "agent-auth.storm")
public interface StormConfig {
    /** How many accounts of a connection must be refused within {@link #window}. */
    @WithDefault("10")
    @Min(2)
    int least();

    /** And what share of the connection's accounts that must be, in percent. */
    @WithDefault("20")
    @Min(1)
    @Max(100)
    int percent();

    /** Over what time refusals are counted. */
    @WithDefault("5m")
    Duration window();

    /** How long nobody must have been refused, and somebody renewed since, for the storm to be over. */
    @WithDefault("5m")
    Duration quiet();

    /** How long a storm lasts at most; after that the provider is believed. */
    @WithDefault("6h")
    Duration longest();

    /** Over how long those who were refused are presented once more when it is over. */
    @WithDefault("4m")
    Duration spread();

    /** How often it is looked whether a storm is over. */
    @WithDefault("10s")
    Duration lookEvery();
}
