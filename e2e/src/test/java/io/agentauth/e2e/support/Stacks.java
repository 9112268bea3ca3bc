// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import io.agentauth.localstack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The product as packaged processes, on free ports, with data that starts empty. */
public final class Stacks {
    private static boolean archived;

    private Stacks() {}

    /** A stack whose data and logs are kept until the next run. */
    public static LocalStack.Builder named(String name) {
        return durable(name).forgetful();
    }

    /** As {@link #named}, but what is acknowledged is on disk. */
    public static LocalStack.Builder durable(String name) {
        archive();
        return fresh(name);
    }

    /** Many processes are started here: one stack of its own that is started and stopped spares every later one half of its CPU time. */
    private static synchronized void archive() {
        if (!archived) {
            archived = true;
            if (!LocalStack.isArchived()) {
                fresh("archived").forgetful().start().close();
            }
        }
    }

    private static LocalStack.Builder fresh(String name) {
        return LocalStack.builder().freePorts().data(empty(Tools.folder(name).resolve("data")));
    }

    private static Path empty(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (var files = Files.walk(folder)) {
                    for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the data of the last run cannot be removed", e);
        }
    }
}
