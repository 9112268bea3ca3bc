// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How tokens are handed out. */
@ConfigMapping(prefix = "agent-auth.token")
public interface TokenConfig {
    /** How many statements read at once. Readers that come meanwhile share the next one: more statements, smaller sets, more commits. */
    @WithDefault("2")
    @Min(1)
    @Max(64)
    int statementsMax();

    /** How many readers share a statement. */
    @WithDefault("128")
    @Min(1)
    @Max(10_000)
    int readersMax();

    /** How many readers may wait for a statement; beyond it {@code service_unavailable} is answered at once. */
    @WithDefault("10000")
    @Min(1)
    int waitingMax();

    /** How long the database may take. Then the readers get {@code service_unavailable}, and no token. */
    @WithDefault("3s")
    Duration databaseWithin();

    /** How long a reader waits for a renewal. Less than the gateway's 15 s, or readers are cut off. */
    @WithDefault("12s")
    Duration renewalWithin();
}
