// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.identity.AddressRange;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "agent-auth.gateway.public-url", "https://auth.example",
            "agent-auth.gateway.services.connection-service", "http://a:1",
            "agent-auth.gateway.services.account-service", "http://b:2",
            "agent-auth.gateway.services.token-refresher", "http://c:3");

    @Test
    void defaults() {
        GatewayConfig config = read(Map.of());

        assertThat(config.bodyBytesMax()).isEqualTo(1_048_576);
        assertThat(config.answerWithin()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.connectWithin()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.connectionsMax()).isEqualTo(256);
        assertThat(config.waitingMax()).isEqualTo(2048);
        assertThat(config.serviceSecretFile()).isEmpty();
        assertThat(config.rateLimit().perKey()).isEqualTo(6000);
        assertThat(config.rateLimit().perEnvironment()).isEqualTo(12_000);
        assertThat(config.trustedProxies()).isEmpty();
        assertThat(config.rateLimit().perAddress()).isEqualTo(100);
        assertThat(config.rateLimit().block()).isEqualTo(100);
        assertThat(config.callers().unknownFor()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.callers().unknownMax()).isEqualTo(10_000);
        assertThat(config.callers().knownMax()).isEqualTo(100_000);
    }

    @Test
    void everyKeyIsMapped() {
        GatewayConfig config = read(Map.ofEntries(
                Map.entry("agent-auth.gateway.service-secret-file", "/run/secret"),
                Map.entry("agent-auth.gateway.body-bytes-max", "2048"),
                Map.entry("agent-auth.gateway.answer-within", "20s"),
                Map.entry("agent-auth.gateway.connect-within", "1s"),
                Map.entry("agent-auth.gateway.connections-max", "7"),
                Map.entry("agent-auth.gateway.waiting-max", "8"),
                Map.entry("agent-auth.gateway.rate-limit.per-key", "1"),
                Map.entry("agent-auth.gateway.rate-limit.per-address", "2"),
                Map.entry("agent-auth.gateway.rate-limit.per-environment", "9"),
                Map.entry("agent-auth.gateway.trusted-proxies", "10.0.0.0/8,192.0.2.1"),
                Map.entry("agent-auth.gateway.rate-limit.block", "3"),
                Map.entry("agent-auth.gateway.callers.unknown-for", "4s"),
                Map.entry("agent-auth.gateway.callers.unknown-max", "5"),
                Map.entry("agent-auth.gateway.callers.known-max", "6")));

        assertThat(config.publicUrl()).isEqualTo(URI.create("https://auth.example"));
        assertThat(config.services().connectionService()).isEqualTo(URI.create("http://a:1"));
        assertThat(config.services().accountService()).isEqualTo(URI.create("http://b:2"));
        assertThat(config.services().tokenRefresher()).isEqualTo(URI.create("http://c:3"));
        assertThat(config.serviceSecretFile()).contains(Path.of("/run/secret"));
        assertThat(config.bodyBytesMax()).isEqualTo(2048);
        assertThat(config.answerWithin()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.connectWithin()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.connectionsMax()).isEqualTo(7);
        assertThat(config.waitingMax()).isEqualTo(8);
        assertThat(config.rateLimit().perKey()).isEqualTo(1);
        assertThat(config.rateLimit().perAddress()).isEqualTo(2);
        assertThat(config.rateLimit().perEnvironment()).isEqualTo(9);
        assertThat(config.trustedProxies().orElseThrow())
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("192.0.2.1"));
        assertThat(config.rateLimit().block()).isEqualTo(3);
        assertThat(config.callers().unknownFor()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.callers().unknownMax()).isEqualTo(5);
        assertThat(config.callers().knownMax()).isEqualTo(6);
    }

    private static GatewayConfig read(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(more);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .withMapping(GatewayConfig.class)
                .build()
                .getConfigMapping(GatewayConfig.class);
    }
}
