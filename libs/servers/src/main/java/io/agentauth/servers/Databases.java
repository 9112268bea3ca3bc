// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A service's database with its three roles: {@code _owner} migrates, {@code _app} serves callers, {@code _worker} relays and sweeps. Only
 * needs JDBC. Everything may be repeated.
 */
public final class Databases {
    /** The databases of the product. */
    public static final List<String> OF_THE_PRODUCT = List.of("connection", "account", "refresher");

    /** What a role's name ends with. */
    public static final List<String> ROLES = List.of("owner", "app", "worker");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,50}");

    private Databases() {}

    /** The passwords of the three roles. */
    public record Passwords(String owner, String app, String worker) {
        /** One password for all three: for tests. */
        public static Passwords same(String password) {
            return new Passwords(password, password, password);
        }

        String of(String role) {
            return switch (role) {
                case "owner" -> owner;
                case "app" -> app;
                case "worker" -> worker;
                default -> throw new IllegalArgumentException(role);
            };
        }

        @Override
        public String toString() {
            return "Passwords[redacted]";
        }
    }

    /** Makes the roles and the database; {@code admin} is a superuser's connection to another database. */
    public static void create(Connection admin, String name, Passwords passwords) throws SQLException {
        requireName(name);
        try (Statement statement = admin.createStatement()) {
            for (String role : ROLES) {
                String roleName = name + "_" + role;
                String verb = exists(admin, "select 1 from pg_roles where rolname = ?", roleName) ? "alter" : "create";
                statement.execute(verb + " role " + roleName + " login password " + literal(passwords.of(role)));
            }
            if (!exists(admin, "select 1 from pg_database where datname = ?", name)) {
                statement.execute("create database " + name + " owner " + name + "_owner");
            }
            statement.execute("revoke all on database " + name + " from public");
            statement.execute("grant connect on database " + name + " to " + name + "_app, " + name + "_worker");
        }
    }

    /** Lets the roles into the schema; {@code inside} is a superuser's connection to that database. Tables are granted by migrations. */
    public static void grantSchema(Connection inside, String name) throws SQLException {
        requireName(name);
        try (Statement statement = inside.createStatement()) {
            statement.execute("alter schema public owner to " + name + "_owner");
            statement.execute("revoke all on schema public from public");
            statement.execute("grant usage on schema public to " + name + "_app, " + name + "_worker");
        }
    }

    /** Removes the database and its roles, whoever is connected. */
    public static void drop(Connection admin, String name) throws SQLException {
        requireName(name);
        try (Statement statement = admin.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            for (String role : ROLES) {
                statement.execute("drop role if exists " + name + "_" + role);
            }
        }
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
    }

    private static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }
}
