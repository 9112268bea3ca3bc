// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdempotencyConfigTest {
    @Test
    void anAnswerIsKeptForADay() {
        IdempotencyConfig config = read(Map.of());

        assertThat(config.kept()).isEqualTo(Duration.ofHours(24));
        assertThat(config.sweepEvery()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void everyKey() {
        IdempotencyConfig config =
                read(Map.of("agent-auth.idempotency.kept", "1h", "agent-auth.idempotency.sweep-every", "1m"));

        assertThat(config.kept()).isEqualTo(Duration.ofHours(1));
        assertThat(config.sweepEvery()).isEqualTo(Duration.ofMinutes(1));
    }

    private static IdempotencyConfig read(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(IdempotencyConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build()
                .getConfigMapping(IdempotencyConfig.class);
    }
}
