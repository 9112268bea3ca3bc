// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** What providers are offered, and where they send people back to. */
@ConfigMapping(prefix = "agent-auth.provider")
public interface ProviderConfig {
    /** What kind of installation this is. */
    enum Mode {
        /** For one machine: the providers for testing are there, and issuers on this machine. */
        DEVELOPMENT,
        /** Everything else. */
        PRODUCTION
    }

    /** The installation's mode, from {@code agent-auth.mode}. */
    @WithDefault("production")
    Mode mode();

    /** The one address of this installation, {@code agent-auth.public-url}. Changing it breaks every redirect URI that is registered at a provider. */
    URI publicUrl();
}
