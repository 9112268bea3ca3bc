// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every target for {@code -Dfuzz.seconds} (60) under Jazzer, which keeps inputs that reach something new: {@code ./agent-auth fuzz --long}. What it
 * learnt stays in {@code fuzz/target/corpus}; an input that fails is kept beside it and belongs into the target's seeds.
 */
class CoverageFuzz {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 60);

    static Stream<String> targets() {
        return Targets.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void noInputMakesAReaderDoWhatNoneMay(String name) throws IOException, InterruptedException {
        Path corpus = seeds(name);
        Path log = Path.of("target", "corpus", name + ".log");
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Xmx768m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + CoverageTarget.class.getName(),
                        "--target_args=" + name,
                        "--instrumentation_includes=io.agentauth.**",
                        "--reproducer_path=target/corpus",
                        "-artifact_prefix=target/corpus/" + name + "-",
                        "-max_len=8192",
                        "-max_total_time=" + SECONDS,
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(jazzer.waitFor()).as("see fuzz/%s", log).isZero();
        } finally {
            jazzer.destroyForcibly();
        }
        List<String> said = Files.readAllLines(log);
        assertThat(said).anyMatch(line -> line.contains("DONE"));
    }

    private static Path seeds(String name) throws IOException {
        Path corpus = Files.createDirectories(Path.of("target", "corpus", name));
        int number = 0;
        for (String seed : Targets.ALL.get(name).get().seeds()) {
            Files.writeString(corpus.resolve("seed-" + number++), seed, StandardCharsets.UTF_8);
        }
        return corpus;
    }
}
