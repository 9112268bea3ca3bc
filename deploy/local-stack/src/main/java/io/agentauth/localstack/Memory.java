// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.process.PartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** How much memory this machine can still give. */
final class Memory {
    private static final long NEEDED_MIB = 1_400;
    private static final long MORE_REPLICAS_MIB = 600;

    private Memory() {}

    /** For a stack with so many replicas of each service. */
    static void require(int replicas) {
        require(replicas, availableMib());
    }

    static void require(int replicas, Optional<Long> available) {
        long needed = NEEDED_MIB + (replicas - 1) * MORE_REPLICAS_MIB;
        available.filter(mib -> mib < needed).ifPresent(mib -> {
            throw new PartFailed("the stack takes about " + needed + " MiB of memory and only " + mib
                    + " MiB are available; close something, or use a larger machine");
        });
    }

    /** By the kernel's own estimate; empty where there is none. */
    static Optional<Long> availableMib() {
        return kib(Path.of("/proc/meminfo"), "MemAvailable:").map(kib -> kib / 1024);
    }

    /** What a process has in memory, its share of what it shares. */
    static Optional<Long> pssMib(long pid) {
        return kib(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:").map(kib -> kib / 1024);
    }

    /** What a process and all that it started have in memory. */
    static long pssMibWithChildren(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process -> pssMib(process.pid()).orElse(0L))
                .sum();
    }

    private static Optional<Long> kib(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
