// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables of the service that it is packaged with to this release, and ends: {@code java -cp quarkus-run.jar
 * io.agentauth.database.Migrate}. Needs no key, no Kafka and no other service, only the owner's way into the database, by the same variables
 * as the service: {@code DATABASE_URL_JDBC}, {@code DATABASE_OWNER_USER}, {@code DATABASE_OWNER_PASSWORD}, {@code DATABASE_APP_USER},
 * {@code DATABASE_WORKER_USER}. Waits a minute for the database. Ends with 1 if something failed; it may be repeated.
 */
public final class Migrate {
    private static final int CONNECT_RETRIES = 60;

    private Migrate() {}

    public static void main(String[] args) {
        try {
            run(System::getenv);
        } catch (RuntimeException | SQLException e) {
            System.err.append(e.getMessage() + "\n");
            System.exit(1);
        }
    }

    static void run(UnaryOperator<@Nullable String> environment) throws SQLException {
        String worker = require(environment, "DATABASE_WORKER_USER");
        Flyway flyway = Flyway.configure()
                .dataSource(
                        require(environment, "DATABASE_URL_JDBC"),
                        require(environment, "DATABASE_OWNER_USER"),
                        require(environment, "DATABASE_OWNER_PASSWORD"))
                .connectRetries(CONNECT_RETRIES)
                .connectRetriesInterval(1)
                .locations("db/outbox", "db/migration")
                .placeholders(Map.of("app", require(environment, "DATABASE_APP_USER"), "worker", worker))
                .load();
        flyway.migrate();
        letLook(flyway, worker);
    }

    /** So that replicas, which do not have the owner's password, see that it is done. */
    private static void letLook(Flyway flyway, String worker) throws SQLException {
        String grant = "grant select on " + quoted(flyway.getConfiguration().getTable()) + " to " + quoted(worker);
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(grant);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String require(UnaryOperator<@Nullable String> environment, String name) {
        return Optional.ofNullable(environment.apply(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
    }
}
