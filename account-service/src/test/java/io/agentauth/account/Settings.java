// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Reads a mapping as the service does, from nothing but {@code keys}: a key that the mapping does not know fails. */
public final class Settings {
    private Settings() {}

    public static <T> T read(Class<T> mapping, Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build()
                .getConfigMapping(mapping);
    }
}
