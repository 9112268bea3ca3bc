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

        Process bench = new ProcessBuilder(
                        ROOT.resolve("bench/run").toString(),
                        "--warm-up",
                        "1",
                        "--seconds",
                        "1",
                        "--results",
                        results.toString(),
                        "single-reads")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

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
