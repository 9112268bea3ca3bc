// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.keyservice.WrappingFiles;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the wrapping keys are. They are set as {@code agent-auth.vault.*}, under the names that every service has. */
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

    /** The file with the key that wraps this service's own keysets. Without one, and without a key service, the service does not start. */
    Optional<Path> wrappingKeyFile();

    /** Files with keys that wrapped this service's keysets before: they only unwrap, until everything is wrapped anew. */
    Optional<List<Path>> olderWrappingKeyFiles();

    /** The file with the key that wraps the access-token keyset; the same content as account-service's. Without one the service does not start. */
    Optional<Path> accessTokenWrappingKeyFile();

    /** The same for the access-token keyset. */
    Optional<List<Path>> olderAccessTokenWrappingKeyFiles();

    /** Where the public half of the client-secret keyset is written as well, with its fingerprint: for whoever wants to pin or copy it. */
    Optional<Path> publicKeysetFile();

    /** Those files, as what wraps this service's keysets is made of. */
    default WrappingFiles ownFiles() {
        return new WrappingFiles(
                wrappingKeyFile(),
                olderWrappingKeyFiles().orElse(List.of()),
                "agent-auth.vault.wrapping-key-file",
                mode() == Mode.DEVELOPMENT);
    }

    /** Those files, as what wraps the access-token keyset is made of. */
    default WrappingFiles accessTokenFiles() {
        return new WrappingFiles(
                accessTokenWrappingKeyFile(),
                olderAccessTokenWrappingKeyFiles().orElse(List.of()),
                "agent-auth.vault.access-token-wrapping-key-file",
                mode() == Mode.DEVELOPMENT);
    }
}
