// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.process.Child;
import io.agentauth.localstack.process.PartFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who runs on a data folder: {@code pid start-time port name} a line, the launcher first. A process is only taken for the one that was written
 * down if it also began then, for process ids come round.
 */
final class RunFile {
    private static final Duration END_MAX = Duration.ofSeconds(20);

    /** What PostgreSQL's first process is called here; its backends are its children. */
    static final String POSTMASTER = "postgresql";

    private final Path folder;
    private @Nullable FileChannel claimed;

    RunFile(Path folder) {
        this.folder = folder;
    }

    /** One line of it. */
    record Entry(long pid, Instant began, int port, String name) {
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle ->
                            handle.info().startInstant().map(began::equals).orElse(true));
        }

        private static Entry of(ProcessHandle handle, int port, String name) {
            return new Entry(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH), port, name);
        }

        private String line() {
            return pid + " " + began + " " + port + " " + name;
        }

        private static Entry parse(String line) {
            String[] parts = line.split(" ", 4);
            return new Entry(Long.parseLong(parts[0]), Instant.parse(parts[1]), Integer.parseInt(parts[2]), parts[3]);
        }
    }

    /** Claims the data folder for this process, and ends what a killed launcher left behind. */
    void take() {
        try {
            claimed = claim();
            endLeftovers();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".properties"))
                        .toList()) {
                    Files.delete(file);
                }
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileChannel claim() throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw inUse();
        }
        return channel;
    }

    private PartFailed inUse() {
        return new PartFailed("the stack already runs on the data folder " + folder.getParent()
                + "; stop it with ./agent-auth down, or choose another with --data");
    }

    void write(Settings settings, Fleet fleet) {
        List<Entry> entries = new ArrayList<>();
        entries.add(Entry.of(ProcessHandle.current(), settings.port(Part.CALLBACK_GATEWAY), "launcher"));
        for (Child child : fleet.inStoppingOrder()) {
            ProcessHandle.of(child.pid()).ifPresent(handle -> {
                entries.add(Entry.of(handle, child.port(), child.name()));
                handle.descendants().forEach(inner -> entries.add(Entry.of(inner, 0, child.name() + "'s own")));
            });
        }
        postmaster(settings.data()).ifPresent(handle -> entries.add(Entry.of(handle, 0, POSTMASTER)));
        try {
            Files.writeString(
                    folder.resolve("processes"),
                    String.join("\n", entries.stream().map(Entry::line).toList()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL makes itself nobody's child. */
    static Optional<ProcessHandle> postmaster(Path data) {
        try (Stream<String> lines = Files.lines(data.resolve("servers/postgresql/postmaster.pid"))) {
            return lines.findFirst().flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())));
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The processes that were written down, whether they live or not. */
    List<Entry> entries() {
        try {
            return Files.readAllLines(folder.resolve("processes")).stream()
                    .map(Entry::parse)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Ends every process that was written down and still lives; returns how many. */
    int endLeftovers() {
        List<ProcessHandle> left = entries().stream()
                .filter(entry -> entry.pid() != ProcessHandle.current().pid())
                .flatMap(entry -> entry.process().stream())
                .toList();
        left.forEach(ProcessHandle::destroy);
        left.forEach(RunFile::awaitEnd);
        return left.size();
    }

    /** Waits until it ended; kills it when it takes too long. */
    static void awaitEnd(ProcessHandle handle) {
        try {
            var _ = handle.onExit().get(END_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            handle.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void release() {
        try {
            if (claimed != null && claimed.isOpen()) {
                Files.deleteIfExists(folder.resolve("processes"));
                claimed.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
