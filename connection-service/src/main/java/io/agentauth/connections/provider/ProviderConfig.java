// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

    /** How many providers of its own an environment may have. */
    @WithDefault("50")
    @Min(0)
    @Max(10_000)
    int customMax();

    /** The one address of this installation, {@code agent-auth.public-url}. Changing it breaks every redirect URI that is registered at a provider. */
    URI publicUrl();
}
