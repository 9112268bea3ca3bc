// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.identity.ServiceName;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenConfigTest {
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void defaults() {
        SmallRyeConfig config = read(Map.of());

        assertThat(config.getConfigMapping(TokenConfig.class).callerLife()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.getConfigMapping(TokenConfig.class).serviceLife()).isEqualTo(Duration.ofMinutes(10));
        PeersConfig peers = config.getConfigMapping(PeersConfig.class);
        for (ServiceName service : ServiceName.values()) {
            assertThat(peers.secretsOf(service)).isEmpty();
        }
    }

    @Test
    void everyKeyIsMappedAndTwoSecretsMayLive() {
        SmallRyeConfig config = read(Map.of(
                "agent-auth.token.caller-life", "5m",
                "agent-auth.token.service-life", "4m",
                "agent-auth.identity.services.callback-gateway.secret-files", "/a,/b",
                "agent-auth.identity.services.callback-gateway.secrets-expire-at", "2027-01-01T00:00:00Z",
                "agent-auth.identity.services.account-service.secret-files", "/c",
                "agent-auth.identity.services.token-refresher.secret-files", "/d"));

        assertThat(config.getConfigMapping(TokenConfig.class).callerLife()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.getConfigMapping(TokenConfig.class).serviceLife()).isEqualTo(Duration.ofMinutes(4));
        PeersConfig peers = config.getConfigMapping(PeersConfig.class);
        assertThat(peers.secretsOf(ServiceName.CALLBACK_GATEWAY))
                .containsExactly(new PeersConfig.Place(Path.of("/a"), END), new PeersConfig.Place(Path.of("/b"), null));
        assertThat(peers.secretsOf(ServiceName.ACCOUNT_SERVICE))
                .containsExactly(new PeersConfig.Place(Path.of("/c"), null));
        assertThat(peers.secretsOf(ServiceName.TOKEN_REFRESHER))
                .containsExactly(new PeersConfig.Place(Path.of("/d"), null));
    }

    @Test
    void aSecretCountsUntilItsEnd() {
        PeersConfig.Place place = new PeersConfig.Place(Path.of("/a"), END);

        assertThat(place.counts(END.minusMillis(1))).isTrue();
        assertThat(place.counts(END)).isFalse();
        assertThat(new PeersConfig.Place(Path.of("/a"), null).counts(END)).isTrue();
    }

    @Test
    void moreEndsThanSecretsAreRefused() {
        PeersConfig peers = read(Map.of(
                        "agent-auth.identity.services.account-service.secret-files",
                        "/c",
                        "agent-auth.identity.services.account-service.secrets-expire-at",
                        END + "," + END))
                .getConfigMapping(PeersConfig.class);

        assertThatThrownBy(() -> peers.secretsOf(ServiceName.ACCOUNT_SERVICE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("secrets-expire-at");
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
