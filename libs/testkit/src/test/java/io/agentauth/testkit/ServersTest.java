// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServersTest {
    private final Servers servers = Servers.require();
    private final TestDatabase database = servers.newDatabase("testkit");

    @AfterEach
    void dropDatabase() {
        servers.drop(database);
    }

    @Test
    void theOwnerMakesTablesThatTheOtherRolesOnlyUseWhereGranted() throws SQLException {
        try (Connection owner = connect("owner", database.password());
                Connection app = connect("app", database.password())) {
            execute(owner, "create table open_to_app (id int); create table closed (id int)");
            execute(owner, "grant insert on open_to_app to " + database.user("app"));

            execute(app, "insert into open_to_app values (1)");
            assertThatThrownBy(() -> execute(app, "insert into closed values (1)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> execute(app, "create table mine (id int)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void passwordsAreChecked() {
        assertThatThrownBy(() -> connect("worker", "wrong").close())
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void oneDatabaseIsClosedToTheRolesOfAnother() {
        TestDatabase other = servers.newDatabase("other");
        try {
            assertThatThrownBy(() -> DriverManager.getConnection(
                                    other.jdbcUrl(), database.user("app"), database.password())
                            .close())
                    .hasMessageContaining("permission denied for database");
        } finally {
            servers.drop(other);
        }
    }

    @Test
    void everybodyGetsTheSameServers() {
        assertThat(Servers.require().kafka()).isEqualTo(servers.kafka());
    }

    @Test
    void kafkaAnswers() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafka()))) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
    }

    private Connection connect(String role, String password) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(role), password);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
