// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.LocalKeyWrapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files with wrapping keys that a service is given.
 *
 * @param current     the one that wraps; development alone may make it
 * @param older       those that wrapped before, which only unwrap
 * @param setting     the setting's name, for the message to whoever forgot it
 * @param development whether a missing file is made
 */
public record WrappingFiles(Optional<Path> current, List<Path> older, String setting, boolean development) {
    KeyWrapper wrapper() {
        Path file = current.orElseThrow(() -> new KeyUnavailable(
                "Set " + setting + ": the file with a key that wraps keysets, or agent-auth.key-service.kind."));
        return changing(LocalKeyWrapper.of(file, development), olderOnes());
    }

    /** The same with a key service in front: files are optional then, and only unwrap. */
    KeyWrapper wrapper(KeyWrapper keyService) {
        List<KeyWrapper> files = new ArrayList<>();
        current.ifPresent(file -> files.add(LocalKeyWrapper.of(file, false)));
        files.addAll(olderOnes());
        return changing(keyService, files);
    }

    private List<KeyWrapper> olderOnes() {
        List<KeyWrapper> wrappers = new ArrayList<>();
        older.forEach(file -> wrappers.add(LocalKeyWrapper.of(file, false)));
        return wrappers;
    }

    private static KeyWrapper changing(KeyWrapper current, List<KeyWrapper> older) {
        return older.isEmpty() ? current : new ChangingKeyWrapper(current, older);
    }
}
