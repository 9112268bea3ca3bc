// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import io.agentauth.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Kafka broker of one test alone, to be stopped and started again on the same port with the same data. */
public final class StoppableKafka implements AutoCloseable {
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    /** Not running yet; {@code folder} is its own and empty. */
    public StoppableKafka(Path folder) {
        this.folder = folder;
        this.port = Ports.free();
    }

    /** {@code host:port}, whether it runs or not. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Starts it and returns when it takes requests. */
    public void start() {
        Path announced = folder.resolve("kafka.properties");
        Path log = folder.resolve("kafka.log");
        try {
            Files.deleteIfExists(announced);
            Process started = ServersCommand.start(
                    log,
                    List.of(
                            "--kafka=" + port,
                            "--data=" + folder,
                            "--properties=" + announced,
                            "--until-ended=" + ProcessHandle.current().pid()));
            process = started;
            ServersCommand.awaitFile(announced, started, log);
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka cannot be started", e);
        }
    }

    /** Kills it, as a crash does. */
    public void kill() {
        if (process != null) {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
