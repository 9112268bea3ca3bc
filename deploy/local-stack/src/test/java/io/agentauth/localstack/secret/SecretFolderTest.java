// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFolderTest {
    @TempDir
    Path folder;

    @Test
    void aSecretIsMadeOnceAndReadableByItsOwnerAlone() throws IOException {
        SecretFolder secrets = new SecretFolder(folder.resolve("secrets"));

        Path file = secrets.require("service/key", SecretFolder::key);
        String made = Files.readString(file);
        secrets.require("service/key", SecretFolder::key);

        assertThat(file).content().isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aWrappingKeyHas256Bits() {
        assertThat(Base64.getDecoder().decode(SecretFolder.key())).hasSize(32);
        assertThat(SecretFolder.password()).matches("[A-Za-z0-9_-]{43}");
    }
}
