// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What a language is run with. Where it is missing, its SDK is not tested: loudly, and never as if it had passed. */
enum Tool {
    NODE("node", "nodejs"),
    PYTHON("python3", "python3"),
    GO("go", "golang-go");

    private final String command;
    private final String debianPackage;

    Tool(String command, String debianPackage) {
        this.command = command;
        this.debianPackage = debianPackage;
    }

    /** Where it is; skips the test where it is not. */
    String require() {
        return onPath(command)
                .map(Path::toString)
                .orElseThrow(() -> skipped(command + " is not on the PATH (Debian package " + debianPackage + ")"));
    }

    /** Where {@code program} is; skips the test where it is not. */
    static String required(String program) {
        return onPath(program).map(Path::toString).orElseThrow(() -> skipped(program + " is not on the PATH"));
    }

    /** A Python 3.9, the oldest that the package promises: on the PATH, or where pyenv keeps its own; skips the test where there is none. */
    static String oldestPython() {
        String pyenv = System.getenv().getOrDefault("PYENV_ROOT", System.getProperty("user.home") + "/.pyenv");
        Stream<Path> kept = folders(Path.of(pyenv, "versions")).map(version -> version.resolve("bin/python3.9"));
        return Stream.concat(onPath("python3.9").stream(), kept)
                .filter(Files::isExecutable)
                .map(Path::toString)
                .filter(Tool::isRunning)
                .findFirst()
                .orElseThrow(() -> skipped("there is no Python 3.9, the oldest that the package promises"));
    }

    /** What pyenv puts on the PATH is there for versions that are not chosen, too. */
    private static boolean isRunning(String python) {
        try {
            return new ProcessBuilder(python, "-c", "").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Stream<Path> folders(Path folder) {
        try {
            return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static AssertionError skipped(String why) {
        Logger.getLogger("sdk").warning("\n*** SKIPPED: an SDK was not tested: " + why + " ***\n");
        Assumptions.abort("SKIPPED: " + why);
        return new AssertionError(why);
    }
}
