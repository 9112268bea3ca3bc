// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappingKeyFileTest {
    @TempDir
    Path folder;

    @Test
    void inDevelopmentAMissingKeyIsMadeForTheOwnerAloneAndKept() throws IOException {
        Path file = folder.resolve("new/keys/wrapping.key");

        Sensitive made = WrappingKeyFile.loadOrCreate(file, true);

        assertThat(made.revealBytes(Reveal.TO_VERIFY)).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(WrappingKeyFile.loadOrCreate(file, true)).isEqualTo(made);
        assertThat(WrappingKeyFile.loadOrCreate(file, false)).isEqualTo(made);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void processesThatStartTogetherGetOneKey() throws Exception {
        Path file = folder.resolve("wrapping.key");
        Set<byte[]> keys = ConcurrentHashMap.newKeySet();
        Callable<Boolean> load =
                () -> keys.add(WrappingKeyFile.loadOrCreate(file, true).revealBytes(Reveal.TO_VERIFY));

        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (var done :
                    threads.invokeAll(IntStream.range(0, 32).mapToObj(_ -> load).toList())) {
                assertThat(done.get()).isTrue();
            }
        }

        assertThat(keys.stream().map(Base64.getEncoder()::encodeToString).distinct())
                .hasSize(1);
    }

    @Test
    @DisplayName("F10: in production a missing key stops the start")
    void inProductionAMissingKeyIsOneClearSentence() {
        Path file = folder.resolve("wrapping.key");

        assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(file, false))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessage("The wrapping key file " + file
                        + " does not exist; outside of development it must be provided.");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
    @DisplayName("F10: in production a key that others can read stops the start")
    void inProductionAKeyThatOthersCanReadOrWriteIsRefused(String mode) throws IOException {
        Path file = key(new byte[32]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(file, false))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("open to others");
        assertThat(WrappingKeyFile.loadOrCreate(file, true)).isEqualTo(Sensitive.of(new byte[32]));
    }

    @Test
    void inProductionAKeyThatAnotherUserGivesToTheGroupIsTaken() throws IOException {
        Path file = key(new byte[32]);
        assumeTrue(isRoot(file), "only root can give a file away");
        Files.setAttribute(file, "unix:uid", 65_533);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

        assertThat(WrappingKeyFile.loadOrCreate(file, false)).isEqualTo(Sensitive.of(new byte[32]));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--rw----"));
        assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(file, false)).hasMessageContaining("open to others");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(file, false)).hasMessageContaining("open to others");
    }

    private static boolean isRoot(Path file) throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void aKeyOfAnotherLengthIsRefused(int length) throws IOException {
        Path file = key(new byte[length]);

        assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(file, true))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("holds " + length + " bytes instead of 32");
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutShowingIt() throws IOException {
        Path file = folder.resolve("wrapping.key");
        for (String content : List.of("my pass phrase!", "A".repeat(2000))) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(file, true))
                    .isInstanceOf(KeyUnavailable.class)
                    .message()
                    .doesNotContain(content);
        }
    }

    @Test
    void aFolderIsNoKey() {
        assertThatThrownBy(() -> WrappingKeyFile.loadOrCreate(folder, true)).isInstanceOf(KeyUnavailable.class);
    }

    private Path key(byte[] key) throws IOException {
        Path file = folder.resolve("wrapping.key");
        Files.writeString(file, Base64.getEncoder().encodeToString(key));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
