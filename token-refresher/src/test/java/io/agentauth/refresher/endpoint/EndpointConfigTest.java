// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndpointConfigTest {
    @Test
    void slowProvidersAreWaitedForAndALeaseLastsThreeDeadlines() {
        EndpointConfig config = Settings.shipped(EndpointConfig.class);

        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(45));
        assertThat(config.beginWithin()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.tcpUserTimeout()).isEqualTo(Duration.ofSeconds(45));
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(135));
        assertThat(config.pauseAllowance()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.probeEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.hold()).isEqualTo(Duration.ofSeconds(150));
    }
}
