// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How token-refresher hears what the application said. */
@ConfigMapping(prefix = "agent-auth.verification")
public interface VerificationConfig {
    /** How often the sweeper looks for what could not be told at once. */
    @WithDefault("1s")
    Duration sweepEvery();

    /** How long token-refresher may take to exchange the code: longer than it waits for the outcome, less than the gateway waits. */
    @WithDefault("14s")
    Duration within();

    /** For how long it is told again. Longer than a code waits there: after that nothing can come of it. */
    @WithDefault("1h")
    Duration toldFor();

    /** How many one sweep tells, all at once. */
    @WithDefault("20")
    @Min(1)
    @Max(1_000)
    int batch();
}
