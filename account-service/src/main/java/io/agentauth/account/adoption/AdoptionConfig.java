// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How what was not pushed is repaired. */
@ConfigMapping(prefix = "agent-auth.adoption")
public interface AdoptionConfig {
    /** How old an event is before its token counts as missed: a push is usually faster. At most a few seconds: consumers wait for it. */
    @WithDefault("3s")
    Duration grace();

    /** How many accounts are pulled at once. */
    @WithDefault("8")
    @Min(1)
    @Max(64)
    int pullsMax();
}
