// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

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
}
