// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Starts children that a Ctrl-C at the terminal does not reach (they are stopped in order instead) and that end when this process ends,
 * even by kill -9.
 *
 * <p>The kernel's parent-death signal (prctl(2), PR_SET_PDEATHSIG) belongs to the thread that forked, so one thread forks them all and lives as
 * long as the JVM. Where there is no setpriv (macOS), the next start or stop finds the children by the run file.
 */
public final class Spawner {
    private static final ExecutorService FORKING = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("forking").factory());
    private static final List<String> PREFIX = prefix();

    private Spawner() {}

    /**
     * Starts {@code command}.
     *
     * @param environment added to this process's own
     * @param log gets what it prints, appended
     */
    public static Process start(List<String> command, Map<String, String> environment, Path log) {
        List<String> whole = new ArrayList<>(PREFIX);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return FORKING.submit(() -> builder.start()).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new UncheckedIOException("cannot start " + command.getFirst(), cause);
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + command.getFirst(), e);
        }
    }

    /** Whether children end with this process even if it is killed. */
    public static boolean bindsChildren() {
        return PREFIX.contains("--pdeathsig");
    }

    private static List<String> prefix() {
        List<String> prefix = new ArrayList<>();
        find("setsid").ifPresent(path -> prefix.add(path.toString()));
        find("setpriv").ifPresent(path -> prefix.addAll(List.of(path.toString(), "--pdeathsig", "TERM", "--")));
        return List.copyOf(prefix);
    }

    private static Optional<Path> find(String tool) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
