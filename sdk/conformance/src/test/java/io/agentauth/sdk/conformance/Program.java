// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of an SDK's language, run to its end. */
record Program(Path folder, Map<String, String> environment, List<String> command) {
    private static final long MINUTES_MAX = 5;

    /** What it said; fails if it fails. */
    String run() throws IOException, InterruptedException {
        Path said = Files.createTempFile("sdk", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly();
            }
            assertThat(ended)
                    .as("%s takes too long: %s", command, Files.readString(said))
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s says: %s", command, Files.readString(said))
                    .isZero();
            return Files.readString(said);
        } finally {
            Files.deleteIfExists(said);
        }
    }
}
