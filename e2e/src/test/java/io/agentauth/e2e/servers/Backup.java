// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A copy of one service's whole database, for a restore to the time at which it was made. The service must not run while either is done. */
final class Backup {
    private final String url;
    private final String database;

    private Backup(LocalStack stack, Part owner) {
        String ofDatabase = stack.superuserJdbcUrl(owner);
        String beforeQuery = ofDatabase.substring(0, ofDatabase.indexOf('?'));
        database = beforeQuery.substring(beforeQuery.lastIndexOf('/') + 1);
        url = ofDatabase.replace("/" + database + "?", "/postgres?");
    }

    static Backup of(LocalStack stack, Part owner) {
        Backup backup = new Backup(stack, owner);
        backup.sql("drop database if exists backup");
        // A template has no other sessions; those of a stopped service may take a moment to end.
        backup.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + backup.database + "'");
        backup.sql("create database backup template " + backup.database);
        return backup;
    }

    /** The database is what it was then. */
    void restore() {
        sql("drop database " + database + " with (force)");
        sql("create database " + database + " template backup");
    }

    private void sql(String statement) {
        try (var connection = DriverManager.getConnection(url);
                var run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }
}
