// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run; how fast anything is does not matter here. */
class BenchIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @TempDir
    Path folder;

    @Test
    void aShortRunMakesARowOfFiguresWithoutFailures() throws Exception {
        Path said = folder.resolve("said.txt");
        Path results = folder.resolve("results.md");

        ProcessBuilder command = new ProcessBuilder(
                        ROOT.resolve("agent-auth").toString(),
                        "bench",
                        "--warm-up",
                        "1",
                        "--seconds",
                        "1",
                        "--results",
                        results.toString(),
                        "single-reads")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        command.environment().put("AGENT_AUTH_BUILT", "1");
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process bench = command.start();

        try {
            assertThat(bench.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            bench.destroy();
        }
        assertThat(results).as(Files.readString(said)).exists();
        assertThat(results)
                .content()
                .contains("| token reads, one connection |")
                .doesNotContain("failed");
    }
}
