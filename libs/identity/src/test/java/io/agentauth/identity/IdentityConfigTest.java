// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IdentityConfigTest {
    @Test
    void defaults() {
        IdentityConfig identity = read(Map.of()).getConfigMapping(IdentityConfig.class);
        ServicesConfig services = read(Map.of()).getConfigMapping(ServicesConfig.class);

        assertThat(identity.service()).isEqualTo("account-service");
        assertThat(identity.serviceSecretFile()).isEmpty();
        assertThat(identity.jwksFile()).isEmpty();
        assertThat(identity.revocationsEvery()).isEqualTo(Duration.ofMillis(500));
        assertThat(identity.keysEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(identity.unknownKeyEvery()).isEqualTo(Duration.ofSeconds(2));
        assertThat(identity.rememberedMax()).isEqualTo(100_000);
        assertThat(services.urlOf(ServiceName.CONNECTION_SERVICE)).isEqualTo(URI.create("http://127.0.0.1:8081"));
        assertThat(services.urlOf(ServiceName.ACCOUNT_SERVICE)).isEqualTo(URI.create("http://127.0.0.1:8082"));
        assertThat(services.urlOf(ServiceName.TOKEN_REFRESHER)).isEqualTo(URI.create("http://127.0.0.1:8083"));
    }

    @Test
    @DisplayName("F11: as shipped each process asks twice in the second in which it has to hear of a seal")
    void aSealIsHeardWithinASecond() {
        IdentityConfig identity = read(Map.of()).getConfigMapping(IdentityConfig.class);

        assertThat(identity.revocationsEvery().multipliedBy(2)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void everyKeyIsMapped() {
        SmallRyeConfig config = read(Map.of(
                "agent-auth.identity.service", "token-refresher",
                "agent-auth.identity.service-secret-file", "/s",
                "agent-auth.identity.jwks-file", "/k",
                "agent-auth.identity.revocations-every", "2s",
                "agent-auth.identity.keys-every", "1m",
                "agent-auth.identity.unknown-key-every", "3s",
                "agent-auth.identity.remembered-max", "7",
                "agent-auth.services.connection-service.url", "http://a:1",
                "agent-auth.services.account-service.url", "http://b:2",
                "agent-auth.services.token-refresher.url", "http://c:3"));
        IdentityConfig identity = config.getConfigMapping(IdentityConfig.class);
        ServicesConfig services = config.getConfigMapping(ServicesConfig.class);

        assertThat(identity.service()).isEqualTo("token-refresher");
        assertThat(identity.serviceSecretFile()).contains(Path.of("/s"));
        assertThat(identity.jwksFile()).contains(Path.of("/k"));
        assertThat(identity.revocationsEvery()).isEqualTo(Duration.ofSeconds(2));
        assertThat(identity.keysEvery()).isEqualTo(Duration.ofMinutes(1));
        assertThat(identity.unknownKeyEvery()).isEqualTo(Duration.ofSeconds(3));
        assertThat(identity.rememberedMax()).isEqualTo(7);
        assertThat(services.urlOf(ServiceName.CONNECTION_SERVICE)).isEqualTo(URI.create("http://a:1"));
        assertThat(services.urlOf(ServiceName.ACCOUNT_SERVICE)).isEqualTo(URI.create("http://b:2"));
        assertThat(services.urlOf(ServiceName.TOKEN_REFRESHER)).isEqualTo(URI.create("http://c:3"));
    }

    private static SmallRyeConfig read(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("quarkus.application.name", "account-service"));
        all.putAll(more);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .withMapping(IdentityConfig.class)
                .withMapping(ServicesConfig.class)
                .build();
    }
}
