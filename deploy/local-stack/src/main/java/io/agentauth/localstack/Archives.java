// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Class data archives (dynamic AppCDS, JEP 350): a JVM that stops writes down the classes that it had parsed, and the next one
 * starts in half the CPU time. The JVM checks an archive against its own build and every jar, and does
 * without if one differs. Only one stack
 * at a time writes them; nobody waits for it.
 */
final class Archives {
    private final Path folder;
    private final boolean writes;

    private Archives(Path folder, boolean writes) {
        this.folder = folder;
        this.writes = writes;
    }

    /** Those of this working copy, to be looked at. */
    static Archives in(Path root) {
        return new Archives(root.resolve("target/agent-auth/archives"), false);
    }

    /** Those of this working copy, to start from and to write if nobody else does. The lock is this process's until it ends. */
    @SuppressWarnings("MustBeClosedChecker") // kept open: closing it would release the lock
    static Archives of(Path root) {
        Path folder = in(root).folder;
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Archives(folder, channel.tryLock() != null);
        } catch (IOException | OverlappingFileLockException e) {
            return new Archives(folder, false);
        }
    }

    /**
     * The options for a JVM of that name, whose code lies in {@code code}. An archive that does not fit is no reason to complain; one that keeps
     * the JVM from starting is.
     *
     * @param alone whether no other process has that name
     */
    List<String> options(String name, boolean alone, Path code) {
        Path archive = folder.resolve(name + ".jsa");
        // At the address that it was written for, an archive's pages are read as they are needed; at another one all
        // are changed.
        List<String> options = new ArrayList<>(List.of(
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0"));
        if (writes && alone) {
            removeUnlessFresh(archive, code);
            options.add("-XX:+AutoCreateSharedArchive");
        }
        options.add("-XX:SharedArchiveFile=" + archive);
        return options;
    }

    /** Whether a JVM of that name, whose code lies in {@code code}, starts from an archive. */
    boolean has(String name, Path code) {
        return isFresh(folder.resolve(name + ".jsa"), code);
    }

    /** The JVM does without an archive whose jars have changed, but does not write it anew. */
    private static void removeUnlessFresh(Path archive, Path code) {
        try {
            if (!isFresh(archive, code)) {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an archive in " + archive.getParent() + " cannot be renewed", e);
        }
    }

    private static boolean isFresh(Path archive, Path code) {
        try (Stream<Path> files = Files.walk(code)) {
            if (Files.notExists(archive)) {
                return false;
            }
            FileTime written = Files.getLastModifiedTime(archive);
            for (Path file : files.filter(Archives::isJar).toList()) {
                if (Files.getLastModifiedTime(file).compareTo(written) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the code in " + code + " cannot be read", e);
        }
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }
}
