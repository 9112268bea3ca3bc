// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import io.smallrye.config.SmallRyeConfigBuilder;

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
}
