// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.identity.ApiKeyText;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file with the installation key: its text, one line. */
final class InstallationKeyFile {
    private InstallationKeyFile() {}

    /**
     * Reads the key; in development a missing file is made, readable by its owner alone.
     *
     * @throws KeyUnavailable with one sentence for the operator
     */
    static Sensitive load(KeyConfig config) {
        Path file = config.installationKeyFile()
                .orElseThrow(() -> new KeyUnavailable(
                        "Set agent-auth.installation-key-file: the file with the key that makes environments."));
        try {
            if (config.mode() == KeyConfig.Mode.DEVELOPMENT && !Files.exists(file)) {
                create(file);
            }
            Sensitive key = Sensitive.of(Files.readString(file).strip());
            if (!ApiKeyText.isWellFormed(key)) {
                throw new KeyUnavailable("The installation key in " + file
                        + " is not of the form aa_live_, 43 characters of base62, and their checksum.");
            }
            return key;
        } catch (IOException e) {
            throw new KeyUnavailable("The installation key file " + file + " cannot be read.", e);
        }
    }

    /** Written whole under another name and then linked: nobody ever reads half a key, and the first of two writers wins. */
    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new KeyUnavailable("The installation key file " + file + " is a folder.");
        }
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(
                folder,
                ".installation-key",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            String key = ApiKeyText.next(ApiKeyText.Kind.LIVE).reveal(Reveal.TO_SHOW_ONCE);
            Files.write(fresh, (key + "\n").getBytes(StandardCharsets.US_ASCII));
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException _) {
            // Another process was faster: its key counts.
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
