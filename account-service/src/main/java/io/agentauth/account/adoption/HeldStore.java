// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.account.adoption.HeldAccount.Identity;
import io.agentauth.account.adoption.HeldAccount.State;
import io.agentauth.account.adoption.TokenPush.ProviderAccount;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Locks a set of accounts, in the order of their ids, with their tokens, ended grants and unconfirmed generations. In the caller's transaction. */
@ApplicationScoped
class HeldStore {
    private static final String LOCK =
            """
            select id, environment_id, connection_id, provider, default_slot, deleted_at is not null as deleted, generation_ended,
                   status, status_reason, health, health_at, generation, granted_scopes, last_refreshed_at, version, provider_subject,
                   provider_issuer
              from account where id = any ($1) order by id for no key update
            """;
    // A statement of its own: what others committed before the lock was had is seen.
    private static final String MARKS =
            """
            select 'token' as kind, account_id, slot, epoch, generation, version, null as reason from access_token where account_id = any ($1)
            union all
            select 'end', account_id, slot, 0, generation, version, reason from grant_end where account_id = any ($1)
            union all
            select 'unconfirmed', account_id, '', 0, generation, 0, null from authorization_attempt
             where account_id = any ($1) and verification and verdict is distinct from 'confirmed'
            """;

    Uni<HeldAccounts> hold(SqlConnection tx, Collection<AccountId> accounts) {
        UUID[] ids = accounts.stream().map(AccountId::value).distinct().toArray(UUID[]::new);
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(ids))
                .map(HeldStore::accounts)
                .chain(held -> tx.preparedQuery(MARKS)
                        .execute(Tuple.of(ids))
                        .invoke(rows -> mark(held, rows))
                        .replaceWith(held));
    }

    private static HeldAccounts accounts(RowSet<Row> rows) {
        HeldAccounts held = new HeldAccounts();
        rows.forEach(row -> held.add(account(row)));
        return held;
    }

    private static HeldAccount account(Row row) {
        HeldAccount account = new HeldAccount(
                new Identity(
                        new AccountId(row.getUUID("id")),
                        new EnvironmentId(row.getUUID("environment_id")),
                        new ConnectionId(row.getUUID("connection_id")),
                        row.getString("provider"),
                        row.getString("default_slot"),
                        row.getBoolean("deleted"),
                        row.getLong("generation_ended")),
                new State(
                        row.getString("status"),
                        row.getString("status_reason"),
                        row.getString("health"),
                        instant(row.getOffsetDateTime("health_at")),
                        row.getLong("generation"),
                        List.of(row.getArrayOfStrings("granted_scopes")),
                        instant(row.getOffsetDateTime("last_refreshed_at")),
                        row.getLong("version")));
        account.hasOwner(
                new ProviderAccount(row.getString("provider_subject"), null, null, row.getString("provider_issuer")));
        return account;
    }

    private static void mark(HeldAccounts held, RowSet<Row> rows) {
        for (Row row : rows) {
            HeldAccount account = held.require(row.getUUID("account_id"));
            String slot = row.getString("slot");
            long generation = row.getLong("generation");
            switch (row.getString("kind")) {
                case "token" ->
                    account.hasToken(slot, new TokenMark(row.getLong("epoch"), generation, row.getLong("version")));
                case "end" ->
                    account.hasEnd(slot, new GrantEnd(generation, row.getLong("version"), row.getString("reason")));
                default -> account.hasUnconfirmed(generation);
            }
        }
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
