// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.testkit.Servers;
import io.agentauth.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MigrateTest {
    private final Servers servers = Servers.require();
    private final TestDatabase database = servers.newDatabase("migrate");

    @AfterEach
    void drop() {
        servers.drop(database);
    }

    @Test
    void aReplicaWithoutTheOwnersPasswordWaitsUntilTheJobHasMigrated() throws SQLException {
        Flyway replica = Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user("worker"), database.password())
                .locations("db/outbox", "db/migration")
                .load();
        assertThatThrownBy(() -> Migration.requireMigrated(replica)).hasMessageStartingWith("2 migrations");

        Migrate.run(environment()::get);

        assertThatCode(() -> Migration.requireMigrated(replica)).doesNotThrowAnyException();
        assertThat(rows("app", "select count(*) from probe")).isZero();
    }

    @Test
    void itMayBeRepeated() throws SQLException {
        Migrate.run(environment()::get);
        Migrate.run(environment()::get);

        assertThat(rows("worker", "select count(*) from flyway_schema_history where success"))
                .isEqualTo(2);
    }

    @Test
    @DisplayName(
            "fault matrix 53: the release before starts, and its job runs, on tables that the next release has migrated")
    void theReleaseBeforeGoesOnWithTheTablesOfTheNext() throws SQLException {
        Migrate.run(environment()::get);
        next().migrate();
        Flyway replica = Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user("worker"), database.password())
                .locations("db/outbox", "db/migration")
                .load();

        assertThatCode(() -> Migrate.run(environment()::get)).doesNotThrowAnyException();
        assertThatCode(() -> Migration.requireMigrated(replica)).doesNotThrowAnyException();
        assertThat(rows("worker", "select count(*) from flyway_schema_history where success"))
                .isEqualTo(3);
        assertThat(rows("app", "select count(*) from probe where why is null")).isZero();
    }

    @Test
    void whatIsNotSetIsNamed() {
        Map<String, String> environment = environment();
        environment.remove("DATABASE_OWNER_PASSWORD");

        assertThatThrownBy(() -> Migrate.run(environment::get)).hasMessage("DATABASE_OWNER_PASSWORD is not set");
    }

    private Flyway next() {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user("owner"), database.password())
                .locations("db/outbox", "db/migration", "db/next")
                .placeholders(Map.of("app", database.user("app"), "worker", database.user("worker")))
                .load();
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "DATABASE_URL_JDBC", database.jdbcUrl(),
                "DATABASE_OWNER_USER", database.user("owner"),
                "DATABASE_OWNER_PASSWORD", database.password(),
                "DATABASE_APP_USER", database.user("app"),
                "DATABASE_WORKER_USER", database.user("worker")));
    }

    private long rows(String role, String sql) throws SQLException {
        try (Connection connection = database.connect(role);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
