// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Settings;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FlowConfigTest {
    @Test
    @DisplayName("A3: a flow lives ten minutes")
    void aPersonHasTenMinutesAndTheBrowserIsToldForTen() {
        FlowConfig config = Settings.shipped(FlowConfig.class);

        assertThat(config.lifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.parkedMax()).isEqualTo(Duration.ofSeconds(595));
        assertThat(config.outcomeToldFor()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.keptFor()).isEqualTo(Duration.ofDays(7));
    }
}
