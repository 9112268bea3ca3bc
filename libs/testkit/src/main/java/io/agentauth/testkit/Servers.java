// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import io.agentauth.servers.Databases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;

/**
 * The real servers of this build: one PostgreSQL, one Kafka, one Redis, shared by all test JVMs. The first one starts them as a process of
 * their own, which ends with Maven (or, started from an IDE, with the test JVM). They are embedded, or with {@code AGENT_AUTH_SERVERS=containers}
 * in the environment run in containers.
 */
public final class Servers {
    private static final String SUPERUSER_PASSWORD = "only-for-tests";

    private final Properties ports;

    private Servers(Properties ports) {
        this.ports = ports;
    }

    /** The running servers; started if nobody did so before. Fails with the servers' own words if they do not start. */
    public static Servers require() {
        Path folder = ProjectRoot.find().resolve("target/servers");
        try {
            Files.createDirectories(folder);
            // Threads of one JVM cannot wait for each other's file lock, so the monitor comes first.
            synchronized (Servers.class) {
                try (FileChannel channel = FileChannel.open(
                                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var _ = channel.lock()) {
                    return new Servers(new ServersProcess(folder, SUPERUSER_PASSWORD).require());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the servers for tests cannot be started", e);
        }
    }

    /** {@code host:port} of Kafka. */
    public String kafka() {
        return "127.0.0.1:" + port("kafka");
    }

    /** The URL of Redis. */
    public String redis() {
        return "redis://127.0.0.1:" + port("redis");
    }

    /** The port of PostgreSQL on 127.0.0.1. */
    public int postgreSqlPort() {
        return port("postgresql");
    }

    /** A fresh database with its three roles; {@code kind} only makes the name readable. */
    public TestDatabase newDatabase(String kind) {
        String name = kind.toLowerCase(Locale.ROOT) + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        TestDatabase database =
                new TestDatabase(name, postgreSqlPort(), UUID.randomUUID().toString());
        try (Connection admin = superuser("postgres")) {
            Databases.create(admin, name, Databases.Passwords.same(database.password()));
        } catch (SQLException e) {
            throw new IllegalStateException("the test's database cannot be made", e);
        }
        try (Connection inside = superuser(name)) {
            Databases.grantSchema(inside, name);
        } catch (SQLException e) {
            throw new IllegalStateException("the test's schema cannot be granted", e);
        }
        return database;
    }

    /** Removes it, whoever is still connected. */
    public void drop(TestDatabase database) {
        try (Connection admin = superuser("postgres")) {
            Databases.drop(admin, database.name());
        } catch (SQLException e) {
            throw new IllegalStateException("the test's database cannot be dropped", e);
        }
    }

    /** A connection that may do everything, to look at what a test left behind or to break it. */
    public Connection superuser(String database) throws SQLException {
        return TestDatabase.connect(
                "jdbc:postgresql://127.0.0.1:" + postgreSqlPort() + "/" + database, "postgres", SUPERUSER_PASSWORD);
    }

    private int port(String server) {
        return Integer.parseInt(ports.getProperty(server + ".port"));
    }
}
