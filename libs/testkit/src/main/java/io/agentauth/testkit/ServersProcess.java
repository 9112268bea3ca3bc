// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds or starts the process that runs the servers. The caller holds the lock. */
final class ServersProcess {
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private final Path folder;
    private final Path announced;
    private final String superuserPassword;
    private final boolean inContainers = areContainers(System.getenv("AGENT_AUTH_SERVERS"));

    ServersProcess(Path folder, String superuserPassword) {
        this.folder = folder;
        this.announced = folder.resolve("servers.properties");
        this.superuserPassword = superuserPassword;
    }

    /** What AGENT_AUTH_SERVERS says: {@code embedded}, as without it, or {@code containers}. */
    static boolean areContainers(@Nullable String said) {
        return switch (said) {
            case null -> false;
            case "", "embedded" -> false;
            case "containers" -> true;
            default ->
                throw new IllegalStateException("AGENT_AUTH_SERVERS is embedded or containers, and not '" + said + "'");
        };
    }

    Properties require() throws IOException {
        long watched = watchedProcess();
        if (Files.exists(announced)) {
            Properties known = read();
            Optional<ProcessHandle> process = alive(known, "pid");
            boolean ending = alive(known, "until-ended").isEmpty();
            boolean others = inContainers != Boolean.parseBoolean(known.getProperty("containers"));
            if (process.isPresent() && !ending) {
                if (others) {
                    throw new IllegalStateException("servers of the other kind run already: pid "
                            + process.get().pid());
                }
                return known;
            }
            process.ifPresent(ServersProcess::awaitEnd);
            Files.deleteIfExists(announced);
        }
        return start(watched);
    }

    /** The process of that id, unless it is a later one that was given the same id. */
    private Optional<ProcessHandle> alive(Properties known, String name) throws IOException {
        Instant then = Files.getLastModifiedTime(announced).toInstant();
        return ProcessHandle.of(Long.parseLong(known.getProperty(name, "-1")))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> !start.isAfter(then))
                        .orElse(true));
    }

    private Properties start(long watched) throws IOException {
        deleteTree(folder.resolve("data"));
        Path password = folder.resolve("superuser-password");
        Files.writeString(password, superuserPassword);
        Path log = folder.resolve("servers.log");
        Process process = ServersCommand.start(
                log,
                List.of(
                        "--postgresql=0",
                        "--kafka=0",
                        "--redis=0",
                        "--durable=false",
                        "--containers=" + inContainers,
                        "--data=" + folder.resolve("data"),
                        "--binaries=" + folder.resolve("binaries"),
                        "--superuser-password-file=" + password,
                        "--properties=" + announced,
                        "--until-ended=" + watched));
        ServersCommand.awaitFile(announced, process, log);
        return read();
    }

    private Properties read() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(announced)) {
            properties.load(reader);
        }
        return properties;
    }

    /** Maven, if it is an ancestor: then the servers serve all of the build. Else this JVM. */
    private static long watchedProcess() {
        return Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        handle -> handle.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .filter(handle -> handle.info().commandLine().orElse("").contains("plexus.classworlds"))
                .findFirst()
                .orElse(ProcessHandle.current())
                .pid();
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            var _ = process.onExit().get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the servers of an earlier build do not end: pid " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
