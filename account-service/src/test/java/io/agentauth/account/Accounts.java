// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Rows for tests, put where they belong without the use cases that would make them. */
@ApplicationScoped
public class Accounts {
    @Inject
    Database database;

    /** An account of a test. */
    public record Account(EnvironmentId environment, AccountId id, ConnectionId connection) {}

    public Account insert(EnvironmentId environment, String status, long generation) {
        Account account = new Account(environment, AccountId.next(), ConnectionId.next());
        sql(
                """
                insert into account (id, environment_id, connection_id, provider, identifier_type, identifier, status, generation, generation_last)
                values ($1, $2, $3, 'emulated', 'user_id', $4, $5, $6, $6)
                """,
                Tuple.of(
                        account.id().value(),
                        environment.value(),
                        account.connection().value(),
                        account.id().toString(),
                        status,
                        generation));
        return account;
    }

    /** An active account with a token that was received {@code age} ago and lives {@code left} more. */
    public Account active(EnvironmentId environment, String token, Duration age, Duration left) {
        Account account = insert(environment, "active", 1);
        putToken(account, token, 1, age, left);
        return account;
    }

    public void putToken(Account account, String token, long version, Duration age, Duration left) {
        putToken(account, token, version, new Life(age, left), Neighbours.VAULT);
    }

    /** How long ago a token was received, and how long it lives from now. */
    public record Life(Duration age, Duration left) {}

    /** As token-refresher with {@code vault} would have sealed it. */
    public void putToken(Account account, String token, long version, Life life, AeadVault vault) {
        Place place =
                new Place(account.environment().value(), account.id().value(), "main", "access_token", 1, version);
        sql(
                """
                insert into access_token (account_id, slot, environment_id, epoch, generation, version, sealed, token_type, scopes, received_at, expires_at)
                values ($1, 'main', $2, 0, 1, $3, $4, 'Bearer', '{mail.send}', now() - $5 * interval '1 millisecond',
                        now() + $6 * interval '1 millisecond')
                on conflict (account_id, slot) do update set version = excluded.version, sealed = excluded.sealed,
                    received_at = excluded.received_at, expires_at = excluded.expires_at
                """,
                Tuple.of(
                        account.id().value(),
                        account.environment().value(),
                        version,
                        Buffer.buffer(vault.seal(Sensitive.of(token), place).bytes()),
                        (double) life.age().toMillis(),
                        (double) life.left().toMillis()));
    }

    public List<Row> sql(String statement, Tuple parameters) {
        return get(
                database.worker().preparedQuery(statement).execute(parameters).map(rows -> StreamSupport.stream(
                                rows.spliterator(), false)
                        .toList()));
    }

    public long count(String table, UUID account) {
        return sql("select count(*) from " + table + " where account_id = $1", Tuple.of(account))
                .getFirst()
                .getLong(0);
    }

    public static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
