// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamConfigTest {
    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        UpstreamConfig config = Configs.of(Map.of());
        assertThat(config.mode()).isEqualTo("production");
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.tcpUserTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.keepAlive()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.bodyBytesMax()).isEqualTo(1 << 20);
        assertThat(config.headBytesMax()).isEqualTo(16 << 10);
        assertThat(config.connectionsMax()).isEqualTo(256);
        assertThat(config.waitingMax()).isEqualTo(2048);
        assertThat(config.addressesKept()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.ports()).containsExactly(443);
        assertThat(config.privateOrigins()).isEmpty();
        assertThat(config.proxy()).isEmpty();
        assertThat(config.caFile()).isEmpty();
        assertThat(config.overlayFile()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        UpstreamConfig config = Configs.of(Map.ofEntries(
                Map.entry("agent-auth.mode", "development"),
                Map.entry("agent-auth.upstream.connect-timeout", "1s"),
                Map.entry("agent-auth.upstream.tcp-user-timeout", "2s"),
                Map.entry("agent-auth.upstream.keep-alive", "3s"),
                Map.entry("agent-auth.upstream.deadline", "4s"),
                Map.entry("agent-auth.upstream.body-bytes-max", "5"),
                Map.entry("agent-auth.upstream.head-bytes-max", "6"),
                Map.entry("agent-auth.upstream.connections-max", "7"),
                Map.entry("agent-auth.upstream.waiting-max", "8"),
                Map.entry("agent-auth.upstream.addresses-kept", "9s"),
                Map.entry("agent-auth.upstream.ports", "443,8443"),
                Map.entry("agent-auth.upstream.private-origins", "https://idp.example.internal"),
                Map.entry("agent-auth.upstream.proxy", "http://proxy:3128"),
                Map.entry("agent-auth.upstream.ca-file", "ca.pem"),
                Map.entry("agent-auth.upstream.overlay-file", "overlay.yaml")));
        assertThat(config.mode()).isEqualTo("development");
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.tcpUserTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.keepAlive()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.bodyBytesMax()).isEqualTo(5);
        assertThat(config.headBytesMax()).isEqualTo(6);
        assertThat(config.connectionsMax()).isEqualTo(7);
        assertThat(config.waitingMax()).isEqualTo(8);
        assertThat(config.addressesKept()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.ports()).containsExactlyInAnyOrder(443, 8443);
        assertThat(config.privateOrigins()).hasValueSatisfying(origins -> assertThat(origins)
                .containsExactly(URI.create("https://idp.example.internal")));
        assertThat(config.proxy()).contains(URI.create("http://proxy:3128"));
        assertThat(config.caFile()).contains(Path.of("ca.pem"));
        assertThat(config.overlayFile()).contains(Path.of("overlay.yaml"));
    }
}
