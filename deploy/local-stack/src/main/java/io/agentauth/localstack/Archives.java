// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Class data archives (JEP 483's older sister, dynamic AppCDS): a JVM that stops writes down the classes that it had parsed, and the next one
 * starts in half the CPU time. The JVM checks an archive against its own build and every jar, and does without if one differs. Only one stack
 * at a time writes them; nobody waits for it.
 */
final class Archives {
    private final Path folder;
    private final boolean writes;

    private Archives(Path folder, boolean writes) {
        this.folder = folder;
        this.writes = writes;
    }

    /** Those of this working copy. The lock is this process's until it ends. */
    @SuppressWarnings("MustBeClosedChecker") // kept open: closing it would release the lock
    static Archives of(Path root) {
        Path folder = root.resolve("target/agent-auth/archives");
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Archives(folder, channel.tryLock() != null);
        } catch (IOException | OverlappingFileLockException e) {
            return new Archives(folder, false);
        }
    }

    /** The options for a JVM of that name. An archive that does not fit is no reason to complain. */
    List<String> options(String name, boolean alone) {
        String file = "-XX:SharedArchiveFile=" + folder.resolve(name + ".jsa");
        List<String> quiet = List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr");
        return Stream.concat(
                        quiet.stream(),
                        writes && alone ? Stream.of("-XX:+AutoCreateSharedArchive", file) : Stream.of(file))
                .toList();
    }
}
