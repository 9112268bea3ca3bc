// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A PostgreSQL 18 on loopback. Data in the folder survives a restart. Passwords are checked; nobody is trusted but for the first start. */
public final class EmbeddedPostgreSql implements AutoCloseable {
    /**
     * Where it listens and keeps its data, and how safely.
     *
     * @param port on 127.0.0.1; 0 picks a free one
     * @param dataDirectory of this server alone
     * @param binariesDirectory where the binaries are unpacked once; may be shared
     * @param superuserPassword of {@code postgres}; the same at every start on one data folder
     * @param durable false switches fsync off: only where losing the data is no loss
     */
    public record Settings(
            int port, Path dataDirectory, Path binariesDirectory, String superuserPassword, boolean durable) {}

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final String PASSWORDS_ONLY =
            """
            local all all scram-sha-256
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    private final EmbeddedPostgres server;
    private final String superuserPassword;

    private EmbeddedPostgreSql(EmbeddedPostgres server, String superuserPassword) {
        this.server = server;
        this.superuserPassword = superuserPassword;
    }

    /** Starts it, or fails with what PostgreSQL said. Initialises the data folder if it is empty. */
    public static EmbeddedPostgreSql start(Settings settings) {
        try {
            Files.createDirectories(settings.dataDirectory());
            Files.createDirectories(settings.binariesDirectory());
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(settings.dataDirectory())
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(settings.binariesDirectory().toFile())
                    .setPGStartupWait(START_MAX)
                    .setConnectConfig("password", settings.superuserPassword())
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("shared_buffers", "64MB")
                    // Statements planned for new, empty tables read all of a table until it is analyzed.
                    .setServerConfig("autovacuum_naptime", "5s")
                    .setServerConfig("timezone", "UTC");
            builder.setPort(Ports.orFree(settings.port()));
            // Said either way: left alone, the builder switches all three off.
            for (String guard : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                builder.setServerConfig(guard, settings.durable() ? "on" : "off");
            }
            EmbeddedPostgreSql started = new EmbeddedPostgreSql(builder.start(), settings.superuserPassword());
            started.requirePasswords(settings.dataDirectory());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return server.getPort();
    }

    /**
     * Makes a database with its roles {@code <name>_owner}, {@code _app} and {@code _worker}, or brings an existing one to these passwords.
     */
    public void createDatabase(String name, Databases.Passwords passwords) {
        try (Connection admin = connect("postgres")) {
            Databases.create(admin, name, passwords);
        } catch (SQLException e) {
            throw new IllegalStateException("database " + name + " could not be made", e);
        }
        try (Connection inside = connect(name)) {
            Databases.grantSchema(inside, name);
        } catch (SQLException e) {
            throw new IllegalStateException("schema of " + name + " could not be granted", e);
        }
    }

    /** A connection as superuser. */
    Connection connect(String database) throws SQLException {
        return server.getDatabase("postgres", database, Map.of("password", superuserPassword))
                .getConnection();
    }

    private void requirePasswords(Path dataDirectory) throws IOException {
        Path access = dataDirectory.resolve("pg_hba.conf");
        if (Files.readString(access).equals(PASSWORDS_ONLY)) {
            return;
        }
        try (Connection admin = connect("postgres");
                var statement = admin.createStatement()) {
            statement.execute("alter role postgres password " + Databases.literal(superuserPassword));
            Files.writeString(access, PASSWORDS_ONLY);
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL could not be told to check passwords", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }
}
