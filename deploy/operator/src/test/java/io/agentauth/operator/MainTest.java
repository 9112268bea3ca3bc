// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As the image starts it: one program for every command. */
class MainTest {
    @TempDir
    Path folder;

    @Test
    void everyCommandIsOfOneProgram() throws Exception {
        assertThat(run(0)).contains("seal --reason TEXT", "revoke all", "audit verify FILE");
        assertThat(run(2, "audit", "verify", folder.resolve("missing").toString()))
                .contains("cannot be read");
        assertThat(run(2, "audit", "check")).contains("audit verify FILE");
        assertThat(run(2, "evidence")).contains("--out DIR");
        assertThat(run(2, "open", "--reason", "x")).contains("unseal --reason TEXT");
        assertThat(run(1, "seal", "status", "--url", "http://127.0.0.1:1", "--key-file", key()))
                .contains("http://127.0.0.1:1 cannot be reached")
                .doesNotContain("the-key");
    }

    private String key() throws IOException {
        return Files.writeString(folder.resolve("key"), "the-key\n").toString();
    }

    private String run(int status, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(status);
        return Files.readString(said);
    }
}
