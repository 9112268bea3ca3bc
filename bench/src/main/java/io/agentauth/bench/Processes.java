// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * CPU time and memory of processes and all that they started, as Linux counts them. PostgreSQL serves each connection by a process of its own:
 * only the whole tree tells what a read costs.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/proc.html">proc(5): stat, smaps_rollup</a>
 */
final class Processes {
    /** Linux counts CPU time in these units for every user-space program, whatever the kernel's own tick. */
    private static final long TICKS_PER_SECOND = 100;

    /** Of the fields behind the command's name, counted from 0: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    private static final int CSTIME = 14;

    private final Collection<Long> roots;
    private final Function<Long, Stream<Long>> members;

    /** The trees below {@code roots}, the roots included. */
    Processes(Collection<Long> roots) {
        this(roots, Processes::tree);
    }

    private Processes(Collection<Long> roots, Function<Long, Stream<Long>> members) {
        this.roots = List.copyOf(roots);
        this.members = members;
    }

    /** This process without what it started. */
    static Processes own() {
        return new Processes(List.of(ProcessHandle.current().pid()), Stream::of);
    }

    /** User and system time of all of them until now, with that of children that have ended and were waited for. */
    Duration cpu() {
        return Duration.ofMillis(sum(Processes::cpuTicks) * 1_000 / TICKS_PER_SECOND);
    }

    /** Proportional set size in bytes: shared pages are divided among those who share them, so the sum counts each page once. */
    long pssBytes() {
        return sum(Processes::pssKibibytes) * 1_024;
    }

    private long sum(ToLongFunction<Long> measure) {
        return roots.stream().flatMap(members).distinct().mapToLong(measure).sum();
    }

    private static Stream<Long> tree(long root) {
        return ProcessHandle.of(root).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid);
    }

    private static long cpuTicks(long pid) {
        String stat = read(pid, "stat");
        // The command's name may hold spaces and parentheses: the fields begin behind the last one.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        for (int i = UTIME; i <= CSTIME && i < fields.length; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }

    private static long pssKibibytes(long pid) {
        return read(pid, "smaps_rollup")
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    /** Empty for a process that ended meanwhile. */
    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return "";
        }
    }
}
