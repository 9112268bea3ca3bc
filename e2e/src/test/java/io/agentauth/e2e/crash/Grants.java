// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.crash;

import io.agentauth.events.TokenExpiring;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What token-refresher knows of grants, and the hands of its clock: when they are due is a column. */
final class Grants {
    private final LocalStack stack;

    Grants(LocalStack stack) {
        this.stack = stack;
    }

    /** All at the same moment, so that one statement can claim them all. */
    void fallDue(List<Account> accounts) {
        change("update \"grant\" set due_at = now(), next_try_at = now() where account_id = any(?)", accounts);
    }

    void areDueLater(List<Account> accounts, Duration later) {
        change(
                "update \"grant\" set due_at = now() + interval '%1$d s', next_try_at = now() + interval '%1$d s' where account_id = any(?)"
                        .formatted(later.toSeconds()),
                accounts);
    }

    /** The deadline of each interrupted attempt is over. */
    void passDeadlines(List<Account> accounts) {
        attempts("deadline = now()", accounts);
    }

    /** Nobody reckons any more with a process that could still be at it (rule R11). */
    void passHolds(List<Account> accounts) {
        attempts("hold_until = now()", accounts);
    }

    private void attempts(String changes, List<Account> accounts) {
        change("update attempt set " + changes + " where resolved_at is null and account_id = any(?)", accounts);
    }

    /** The access tokens that token-refresher knows are at their end. */
    void expire(List<Account> accounts) {
        change("update \"grant\" set expires_at = now() where account_id = any(?)", accounts);
    }

    /** What account-service would announce. */
    List<TokenExpiring> announcements(List<Account> accounts) {
        try (Connection database = open();
                PreparedStatement query = database.prepareStatement(
                        """
                        select environment_id, account_id, connection_id, provider, slot, generation, version
                          from "grant" where account_id = any(?)
                        """)) {
            query.setArray(1, database.createArrayOf("uuid", ids(accounts)));
            List<TokenExpiring> due = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    due.add(new TokenExpiring(
                            new EnvironmentId(rows.getObject(1, UUID.class)),
                            new AccountId(rows.getObject(2, UUID.class)),
                            new ConnectionId(rows.getObject(3, UUID.class)),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getLong(6),
                            rows.getLong(7),
                            Instant.now()));
                }
            }
            return due;
        } catch (SQLException e) {
            throw new IllegalStateException("the grants cannot be read", e);
        }
    }

    private void change(String sql, List<Account> accounts) {
        try (Connection database = open();
                PreparedStatement update = database.prepareStatement(sql)) {
            update.setArray(1, database.createArrayOf("uuid", ids(accounts)));
            int changed = update.executeUpdate();
            if (changed != accounts.size()) {
                throw new IllegalStateException(changed + " rows of " + accounts.size() + " accounts");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the grants cannot be changed", e);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(stack.superuserJdbcUrl(Part.TOKEN_REFRESHER));
    }

    private static Object[] ids(List<Account> accounts) {
        return accounts.stream()
                .map(account -> AccountId.parse(account.id()).value())
                .toArray();
    }
}
