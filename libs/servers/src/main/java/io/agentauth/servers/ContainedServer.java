// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import com.github.dockerjava.api.model.PortBinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container of its own, by Testcontainers, on a port of loopback, set up as its embedded twin. Its data is gone when it is closed.
 * {@code POSTGRESQL_IMAGE}, {@code KAFKA_IMAGE} and {@code REDIS_IMAGE} say which image; an image that is not on this machine is pulled.
 */
public final class ContainedServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(5);

    private final GenericContainer<?> container;
    private final int port;

    private ContainedServer(GenericContainer<?> container, int port) {
        this.container = container;
        this.port = port;
    }

    /** PostgreSQL that checks passwords; {@code durable} false switches fsync off. */
    public static ContainedServer postgreSql(int port, String superuserPassword, boolean durable) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        for (String setting :
                List.of("max_connections=300", "shared_buffers=64MB", "autovacuum_naptime=5s", "timezone=UTC")) {
            command.addAll(List.of("-c", setting));
        }
        for (String guard : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            command.addAll(List.of("-c", guard + (durable ? "=on" : "=off")));
        }
        GenericContainer<?> container = container("POSTGRESQL_IMAGE", "postgres:18")
                .withEnv("POSTGRES_PASSWORD", superuserPassword)
                .withCommand(command.toArray(String[]::new))
                // The first time is for its own scripts, when nobody comes in by the network.
                .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2)
                        .withStartupTimeout(START_MAX));
        return start(container, 5432, Ports.orFree(port));
    }

    /** Kafka, broker and controller in one, which tells its clients to come to {@code port}. */
    public static ContainedServer kafka(int port) {
        int chosen = Ports.orFree(port);
        GenericContainer<?> container = container("KAFKA_IMAGE", "apache/kafka:4.1.1")
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + chosen)
                .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_LOG_DIRS", "/tmp/kafka-logs")
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*\\s", 1).withStartupTimeout(START_MAX));
        return start(container, 9092, chosen);
    }

    /** Redis that keeps nothing on disk. */
    public static ContainedServer redis(int port) {
        GenericContainer<?> container = container("REDIS_IMAGE", "valkey/valkey:8")
                .withCommand(
                        "--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "volatile-ttl")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\s", 1)
                        .withStartupTimeout(START_MAX));
        return start(container, 6379, Ports.orFree(port));
    }

    private static GenericContainer<?> container(String variable, String image) {
        return new GenericContainer<>(DockerImageName.parse(Objects.requireNonNullElse(System.getenv(variable), image)))
                .withImagePullPolicy(PullPolicy.defaultPolicy());
    }

    /** On loopback only, and on a port that is known before: Kafka has to say it. */
    private static ContainedServer start(GenericContainer<?> container, int inside, int port) {
        container.withExposedPorts(inside).withCreateContainerCmdModifier(command -> Objects.requireNonNull(
                        command.getHostConfig())
                .withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":" + inside)));
        container.start();
        return new ContainedServer(container, port);
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        container.stop();
    }
}
