// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A program that a document shows, run as it is written there: what it says can be read while it runs. */
public final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final Path said;

    private Program(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** {@code command} in {@code folder}, with {@code environment} beside its own. */
    public static Program start(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path said = Files.createTempFile(Files.createDirectories(Tools.folder("programs")), "said", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            return new Program(builder.start(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a language's tool is; without it the test is skipped, loudly. */
    public static String require(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> {
                    Logger.getLogger("e2e").warning("\n*** SKIPPED: " + tool + " is not on the PATH ***\n");
                    return Assumptions.abort("SKIPPED: " + tool + " is not on the PATH");
                });
    }

    /** This JVM's own launcher. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The first group of the pattern, as soon as the program has said it; fails if it ends before. */
    public String heard(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        Awaitility.await("the program says " + pattern)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> wanted.matcher(said()).find() || !process.isAlive());
        Matcher found = wanted.matcher(said());
        assertThat(found.find()).as("%s in what it said: %s", pattern, said()).isTrue();
        return found.group(1);
    }

    /** Types a line. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("it does not listen: " + said(), e);
        }
    }

    /** Everything it said, after it ended well. */
    public String end() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends: %s", said())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(process.exitValue()).as(said()).isZero();
        return said();
    }

    private String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
