// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** API keys. */
@ConfigMapping(prefix = "agent-auth.key")
public interface KeyConfig {
    /** What kind of installation this is. Development alone may make an installation key that is missing. */
    enum Mode {
        /** For one machine. */
        DEVELOPMENT,
        /** Everything else. */
        PRODUCTION
    }

    /** The installation's mode, from {@code agent-auth.mode}. */
    @WithDefault("production")
    Mode mode();

    /**
     * The file with the installation key, which alone may make environments; {@code agent-auth.installation-key-file}. Another key in the file
     * revokes the one before. Without it the service does not start.
     */
    Optional<Path> installationKeyFile();

    /** How long a revoked key is on the list of revocations: longer than any token made for it lives. */
    @WithDefault("15m")
    Duration revokedListed();

    /** How long before a key, a client secret or a service's secret ends by itself that is told; of a key that was made for less time it is not. */
    @WithDefault("14d")
    Duration expiryNotice();

    /** How often what ends soon is looked for. */
    @WithDefault("1m")
    Duration expiryEvery();

    /** Keys of one environment that are not revoked. */
    @WithDefault("100")
    int perEnvironmentMax();
}
