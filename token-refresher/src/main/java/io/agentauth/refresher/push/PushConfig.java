// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How account-service is told. */
@ConfigMapping(prefix = "agent-auth.push")
public interface PushConfig {
    /** The least first part of every version that is pushed. A restore raises it by itself ({@code agent-auth.restore.word}). */
    @WithDefault("1")
    @Min(1)
    long epoch();

    /** How long a token waits for company. Longer: fewer, larger sets, and later adoption. */
    @WithDefault("15ms")
    Duration linger();

    /** How many tokens go in one call. */
    @WithDefault("500")
    @Min(1)
    @Max(1000)
    int set();

    /** How many calls may be under way at once. */
    @WithDefault("2")
    @Min(1)
    int setsMax();

    /** How often what is not noted as adopted is pushed again. */
    @WithDefault("2s")
    Duration repeatEvery();

    /** How old a token must be before it counts as forgotten rather than on its way. */
    @WithDefault("5s")
    Duration repeatAfter();

    /** How long account-service may take for one set. */
    @WithDefault("10s")
    Duration answerMax();
}
