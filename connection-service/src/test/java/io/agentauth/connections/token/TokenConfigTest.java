// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.identity.ServiceName;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenConfigTest {
    @Test
    void defaults() {
        SmallRyeConfig config = read(Map.of());

        assertThat(config.getConfigMapping(TokenConfig.class).callerLife()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.getConfigMapping(TokenConfig.class).serviceLife()).isEqualTo(Duration.ofMinutes(10));
        PeersConfig peers = config.getConfigMapping(PeersConfig.class);
        for (ServiceName service : ServiceName.values()) {
            assertThat(peers.secretFilesOf(service)).isEmpty();
        }
    }

    @Test
    void everyKeyIsMappedAndTwoSecretsMayLive() {
        SmallRyeConfig config = read(Map.of(
                "agent-auth.token.caller-life", "5m",
                "agent-auth.token.service-life", "4m",
                "agent-auth.identity.services.callback-gateway.secret-files", "/a,/b",
                "agent-auth.identity.services.account-service.secret-files", "/c",
                "agent-auth.identity.services.token-refresher.secret-files", "/d"));

        assertThat(config.getConfigMapping(TokenConfig.class).callerLife()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.getConfigMapping(TokenConfig.class).serviceLife()).isEqualTo(Duration.ofMinutes(4));
        PeersConfig peers = config.getConfigMapping(PeersConfig.class);
        assertThat(peers.secretFilesOf(ServiceName.CALLBACK_GATEWAY)).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(peers.secretFilesOf(ServiceName.ACCOUNT_SERVICE)).containsExactly(Path.of("/c"));
        assertThat(peers.secretFilesOf(ServiceName.TOKEN_REFRESHER)).containsExactly(Path.of("/d"));
    }

    private static SmallRyeConfig read(Map<String, String> all) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(new HashMap<>(all), "test", 100))
                .withMapping(TokenConfig.class)
                .withMapping(PeersConfig.class)
                .build();
    }
}
