// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of one test run, with the roles {@code <name>_owner}, {@code _app} and {@code _worker} and one password for all. */
public record TestDatabase(String name, int port, String password) {
    /** For the reactive client. */
    public String reactiveUrl() {
        return "postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** For JDBC. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** The user name of a role: {@code owner}, {@code app} or {@code worker}. */
    public String user(String role) {
        return name + "_" + role;
    }

    /** A connection as one of the roles. */
    public Connection connect(String role) throws SQLException {
        return connect(jdbcUrl(), user(role), password);
    }

    /** By the driver itself: DriverManager only knows drivers of one class loader, and a {@code @QuarkusTest} brings another. */
    static Connection connect(String url, String user, String password) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source.getConnection(user, password);
    }
}
