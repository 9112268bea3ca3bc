// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceConfigTest {
    @Test
    void defaults() {
        DeviceConfig config = Settings.shipped(DeviceConfig.class);

        assertThat(config.lookEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.underWayMax()).isEqualTo(50);
    }
}
