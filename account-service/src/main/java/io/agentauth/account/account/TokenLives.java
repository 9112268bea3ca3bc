// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Until when accounts have tokens. The tokens themselves are out of this role's reach, so a function answers. */
@ApplicationScoped
class TokenLives {
    private static final String SELECT =
            """
            select account_id, slot, generation, version, expires_at, grant_ends_at, coalesce(expires_at <= now(), false) as expired
              from token_terms_of($1, $2) order by slot
            """;

    Uni<Map<AccountId, List<TokenLife>>> of(SqlConnection tx, EnvironmentId environment, List<Account> accounts) {
        UUID[] ids = accounts.stream().map(account -> account.id().value()).toArray(UUID[]::new);
        return tx.preparedQuery(SELECT)
                .execute(Tuple.of(environment.value(), ids))
                .map(rows -> {
                    Map<AccountId, List<TokenLife>> lives = new HashMap<>();
                    for (Row row : rows) {
                        lives.computeIfAbsent(new AccountId(row.getUUID("account_id")), _ -> new ArrayList<>())
                                .add(life(row));
                    }
                    return lives;
                });
    }

    private static TokenLife life(Row row) {
        return new TokenLife(
                row.getString("slot"),
                row.getLong("generation"),
                row.getLong("version"),
                AccountRow.instant(row.getOffsetDateTime("expires_at")),
                AccountRow.instant(row.getOffsetDateTime("grant_ends_at")),
                row.getBoolean("expired"));
    }
}
