// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How flows that go on in another browser are asked about. How often each is, its provider says. */
@ConfigMapping(prefix = "agent-auth.device")
public interface DeviceConfig {
    /** How often this process looks for flows whose provider is to be asked. More seldom: people wait longer after they have consented. */
    @WithDefault("1s")
    Duration lookEvery();

    /** How many questions of this process are under way at most; more wait. */
    @WithDefault("50")
    @Min(1)
    @Max(1000)
    int underWayMax();
}
