// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** The configuration as a service maps it, of nothing but the settings that a test gives. */
final class Settings {
    private Settings() {}

    static KeyServiceConfig of(Map<String, String> settings) {
        Map<String, String> full = new HashMap<>();
        settings.forEach((name, value) -> full.put("agent-auth.key-service." + name, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(KeyServiceConfig.class)
                .withSources(new PropertiesConfigSource(full, "test", 100))
                .build()
                .getConfigMapping(KeyServiceConfig.class);
    }
}
