// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Accounts, one or a page of them. Every method works in the caller's transaction. */
@ApplicationScoped
class AccountStore {
    private static final String SELECT = "select " + AccountRow.COLUMNS + " from " + AccountRow.TABLES;
    private static final String FIND = SELECT + " where a.id = $1 and a.environment_id = $2 and a.deleted_at is null";
    private static final String LOCK = FIND + " for update of a";
    private static final String LOCK_EVEN_DELETED =
            SELECT + " where a.id = $1 and a.environment_id = $2 for update of a";
    private static final String FIND_BY_KEY = SELECT
            + """
              where a.environment_id = $1 and a.connection_id = $2 and a.identifier_type = $3 and a.identifier = $4 and a.alias = $5
                and a.deleted_at is null
              """;
    private static final String INSERT =
            """
            insert into account (id, environment_id, connection_id, provider, identifier_type, identifier, alias, default_slot, metadata, status,
                                 auth_type, parameters)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, 'pending_auth', $10, $11::text::jsonb)
            on conflict (environment_id, connection_id, identifier_type, identifier, alias) where deleted_at is null do nothing
            returning id
            """;
    private static final String PARAMETERS =
            "select parameters::text from account where id = $1 and environment_id = $2 and deleted_at is null";
    private static final String LIST = SELECT
            + """
              where a.environment_id = $1 and a.deleted_at is null
                and ($2::uuid is null or a.connection_id = $2) and ($3::text is null or a.identifier = $3)
                and ($4::text is null or a.identifier_type = $4) and ($5::text is null or a.provider = $5)
                and ($6::text is null
                     or case when a.status = 'active' and s.connection_id is not null then 'error' else a.status end = $6)
                and ($7::uuid is null or a.id < $7)
              order by a.id desc limit $8
              """;
    private static final String CHANGE =
            """
            update account
               set status = $3, status_reason = $4, generation_ended = $5, generation_reauth = $6, metadata = $7::text::jsonb, version = $8,
                   updated_at = now(), deleted_at = case when $9 then now() end
             where id = $1 and environment_id = $2
            """;
    private static final String ERASE =
            """
            update account
               set identifier = id::text, alias = '', metadata = '{}', parameters = '{}', provider_subject = null, provider_email = null, provider_name = null,
                   facts = '{}', sites = '[]', policy = null
             where id = $1 and environment_id = $2
            """;
    private static final String ERASE_ATTEMPTS =
            """
            update authorization_attempt set login_hint = null, state = null where account_id = $1 and environment_id = $2
            """;
    private static final String ERASE_ANSWERS = "delete from idempotency where subject = $1 and environment_id = $2";
    // As many as anybody wants to read; a connection may have millions.
    private static final String COUNT =
            """
            select count(*) from (select from account where environment_id = $1 and connection_id = $2 and deleted_at is null limit 10000) as counted
            """;
    private static final String DROP_TOKENS = "delete from access_token where account_id = $1 and environment_id = $2";

    private final AccountRow rows;

    @Inject
    AccountStore(AccountRow rows) {
        this.rows = rows;
    }

    Uni<Optional<Account>> find(SqlConnection tx, EnvironmentId environment, AccountId id) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(id.value(), environment.value()))
                .map(this::first);
    }

    /** The account, held until the transaction ends. */
    Uni<Optional<Account>> lock(SqlConnection tx, EnvironmentId environment, AccountId id) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(id.value(), environment.value()))
                .map(this::first);
    }

    /** The account, even if it was deleted, held until the transaction ends. */
    Uni<Optional<Account>> lockEvenDeleted(SqlConnection tx, EnvironmentId environment, AccountId id) {
        return tx.preparedQuery(LOCK_EVEN_DELETED)
                .execute(Tuple.of(id.value(), environment.value()))
                .map(this::first);
    }

    Uni<Optional<Account>> find(SqlConnection tx, EnvironmentId environment, NewAccount wanted) {
        return tx.preparedQuery(FIND_BY_KEY)
                .execute(Tuple.of(
                        environment.value(),
                        wanted.connection().id().value(),
                        wanted.identity().type(),
                        wanted.identity().identifier(),
                        wanted.identity().alias()))
                .map(this::first);
    }

    /** False if there is one with that key. */
    Uni<Boolean> insert(SqlConnection tx, AccountId id, NewAccount wanted) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(id.value())
                        .addUUID(wanted.connection().environmentId().value())
                        .addUUID(wanted.connection().id().value())
                        .addString(wanted.connection().provider())
                        .addString(wanted.identity().type())
                        .addString(wanted.identity().identifier())
                        .addString(wanted.identity().alias())
                        .addString(wanted.connection().defaultSlot())
                        .addString(rows.write(wanted.metadata()))
                        .addString(wanted.connection().authType())
                        .addString(rows.write(wanted.parameters())))
                .map(inserted -> inserted.size() == 1);
    }

    /** Whom the account's tokens are for where nobody consents; empty if there is no such account. */
    Uni<Optional<Map<String, String>>> parameters(SqlConnection tx, EnvironmentId environment, AccountId id) {
        return tx.preparedQuery(PARAMETERS)
                .execute(Tuple.of(id.value(), environment.value()))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(row -> rows.texts(row.getString(0)))
                        .findFirst());
    }

    /** One more than the page has, where there is more. */
    Uni<List<Account>> list(SqlConnection tx, EnvironmentId environment, AccountFilter filter) {
        return tx.preparedQuery(LIST)
                .execute(Tuple.tuple()
                        .addUUID(environment.value())
                        .addUUID(filter.connectionId())
                        .addString(filter.identifier())
                        .addString(filter.identifierType())
                        .addString(filter.provider())
                        .addString(filter.status())
                        .addUUID(filter.before())
                        .addLong(filter.limit() + 1L))
                .map(this::all);
    }

    /** How many accounts the connection has, counted up to 10,000. */
    Uni<Long> count(SqlConnection tx, EnvironmentId environment, ConnectionId connection) {
        return tx.preparedQuery(COUNT)
                .execute(Tuple.of(environment.value(), connection.value()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Stores what may have changed of a locked account. */
    Uni<Void> change(SqlConnection tx, Account account) {
        Standing standing = account.standing();
        return tx.preparedQuery(CHANGE)
                .execute(Tuple.tuple()
                        .addUUID(account.id().value())
                        .addUUID(account.environmentId().value())
                        .addString(standing.status().wireName())
                        .addString(standing.reason())
                        .addLong(standing.generations().ended())
                        .addLong(standing.generations().reauth())
                        .addString(rows.write(account.metadata()))
                        .addLong(account.version())
                        .addBoolean(standing.deleted()))
                .replaceWithVoid();
    }

    /** From the commit on nothing is left that could be handed out. */
    Uni<Void> dropTokens(SqlConnection tx, Account account) {
        return run(tx, DROP_TOKENS, account);
    }

    /** Removes what says who the person is. */
    Uni<Void> erase(SqlConnection tx, Account account) {
        return run(tx, ERASE, account)
                .chain(_ -> run(tx, ERASE_ATTEMPTS, account))
                .chain(_ -> run(tx, ERASE_ANSWERS, account));
    }

    private static Uni<Void> run(SqlConnection tx, String sql, Account account) {
        UUID id = account.id().value();
        return tx.preparedQuery(sql)
                .execute(Tuple.of(id, account.environmentId().value()))
                .replaceWithVoid();
    }

    private Optional<Account> first(RowSet<Row> found) {
        return StreamSupport.stream(found.spliterator(), false).map(rows::read).findFirst();
    }

    private List<Account> all(RowSet<Row> found) {
        return StreamSupport.stream(found.spliterator(), false).map(rows::read).toList();
    }
}
