// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import io.agentauth.keyservice.WrappingFiles;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the wrapping key is. It is set as {@code agent-auth.vault.wrapping-key-file}, under the name that every service has. */
@ConfigMapping(prefix = "agent-auth.keyset")
public interface KeysetConfig {
    /** What kind of installation this is. Development alone may make a wrapping key that is missing. */
    enum Mode {
        /** For one machine. */
        DEVELOPMENT,
        /** Everything else. */
        PRODUCTION
    }

    /** The installation's mode, from {@code agent-auth.mode}. */
    @WithDefault("production")
    Mode mode();

    /** The file with the key that wraps this service's own keys. Without one, and without a key service, the service does not start. */
    Optional<Path> wrappingKeyFile();

    /** Files with keys that wrapped this service's keysets before: they only unwrap, until everything is wrapped anew. */
    Optional<List<Path>> olderWrappingKeyFiles();

    /**
     * The fingerprint that token-refresher's public keyset must have. Unset, the first one that token-refresher gives is taken and then kept;
     * set, no other is ever sealed to.
     */
    Optional<String> refresherFingerprint();

    /** Those files, as what wraps this service's keysets is made of. */
    default WrappingFiles ownFiles() {
        return new WrappingFiles(
                wrappingKeyFile(),
                olderWrappingKeyFiles().orElse(List.of()),
                "agent-auth.vault.wrapping-key-file",
                mode() == Mode.DEVELOPMENT);
    }
}
