// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How environments read events. */
@ConfigMapping(prefix = "agent-auth.event")
public interface EventConfig {
    /** The longest wait of a long poll. Less than the gateway's 15 s, or readers are cut off. */
    @WithDefault("10s")
    Duration waitMax();

    /** How often a waiting reader looks. */
    @WithDefault("500ms")
    Duration look();

    /** How many readers may wait at once; one more is answered at once. */
    @WithDefault("1000")
    @Min(0)
    int waitersMax();
}
