// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka broker (KRaft, broker and controller in one) on loopback. Data in the folder survives a restart. */
public final class EmbeddedKafka implements AutoCloseable {
    /**
     * Where it listens and keeps its data.
     *
     * @param port on 127.0.0.1; 0 picks a free one
     * @param controllerPort on 127.0.0.1; 0 picks a free one. It may differ from start to start
     * @param dataDirectory of this broker alone
     */
    public record Settings(int port, int controllerPort, Path dataDirectory) {}

    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts it and returns when it takes requests. Formats the data folder if it is empty. */
    public static EmbeddedKafka start(Settings settings) {
        int port = Ports.orFree(settings.port());
        Properties properties = properties(port, Ports.orFree(settings.controllerPort()), settings.dataDirectory());
        try {
            Files.createDirectories(settings.dataDirectory());
            if (Files.notExists(settings.dataDirectory().resolve("meta.properties"))) {
                format(settings.dataDirectory());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka's data folder cannot be made", e);
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, port);
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    private static void format(Path data) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "Kafka's data folder cannot be formatted: " + said.toString(StandardCharsets.UTF_8), e);
        }
    }

    private static Properties properties(int port, int controllerPort, Path data) {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", Integer.toString(NODE_ID));
        properties.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("log.dirs", data.toString());
        // The product creates its topics itself: a topic that comes into being by a typing error has the wrong
        // configuration.
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "1");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
        properties.setProperty("background.threads", "2");
        return properties;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
