// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExchangeConfigTest {
    @Test
    void aCallbackIsAnsweredBeforeTheGatewayGivesUp() {
        ExchangeConfig config = Settings.shipped(ExchangeConfig.class);

        assertThat(config.waitMax()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.identityWithin()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.commitWithin()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.pushWithin()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.sweepEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.stopMax()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.keysKept()).isEqualTo(Duration.ofMinutes(10));
    }
}
