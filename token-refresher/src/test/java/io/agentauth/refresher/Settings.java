// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.HashMap;
import java.util.Map;

/** Configuration as it is shipped. */
public final class Settings {
    private Settings() {}

    /** The defaults of {@code mapping}. */
    public static <C> C shipped(Class<C> mapping) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }

    /** The mapping with one key set otherwise, checked as the service checks it when it starts. */
    public static <C> C with(Class<C> mapping, String key, String value) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(Map.of(key, value), "test", 100))
                .build()
                .getConfigMapping(mapping);
    }

    /** The mapping with some keys set otherwise; {@code keys} without the prefix. */
    public static <C> C with(Class<C> mapping, String prefix, Map<String, String> keys) {
        Map<String, String> full = new HashMap<>();
        keys.forEach((key, value) -> full.put(prefix + key, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(full, "test", 100))
                .build()
                .getConfigMapping(mapping);
    }
}
