// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs libs/servers as a process of its own, with its own class path. */
final class ServersCommand {
    private static final Duration START_MAX = Duration.ofMinutes(6);

    private ServersCommand() {}

    static Process start(Path log, List<String> options) throws IOException {
        Path module = ProjectRoot.find().resolve("libs/servers/target");
        if (!Files.isDirectory(module.resolve("lib"))) {
            throw new IllegalStateException("libs/servers is not built: run Maven with -am");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                module.resolve("classes") + File.pathSeparator + module.resolve("lib") + "/*",
                "io.agentauth.servers.Main"));
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // Containers are stopped by their process, which ends with the build: no image of a sweeper is needed.
        builder.environment().putIfAbsent("TESTCONTAINERS_RYUK_DISABLED", "true");
        return builder.start();
    }

    static void awaitFile(Path announced, Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (Files.notExists(announced)) {
            try {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("the servers did not start: " + Files.readString(log));
                }
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the servers start", e);
            }
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw new IllegalStateException("the servers take too long: " + Files.readString(log));
            }
        }
    }
}
