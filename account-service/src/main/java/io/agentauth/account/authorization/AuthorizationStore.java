// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.authorization.NewAuthorization.Invited;
import io.agentauth.events.AccountUpdated;
import io.agentauth.events.Actor;
import io.agentauth.events.AuthorizationFailed;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.MachineGrant;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Authorizations, and the generations that they are given. Every method works in the caller's transaction. */
@ApplicationScoped
class AuthorizationStore {
    private static final String FIND_ACCOUNT =
            """
            select id, environment_id, connection_id, provider, generation_last, granted_scopes
              from account where id = $1 and environment_id = $2 and deleted_at is null
            """;
    private static final String INVITE =
            """
            update account set generation_last = generation_last + 1
             where id = $1 and environment_id = $2 and deleted_at is null
            returning id, environment_id, connection_id, provider, generation_last, granted_scopes
            """;
    private static final String INVITE_AGAIN =
            """
            update account set generation_last = generation_last + 1, generation_reauth = generation_last + 1
             where id = any ($1) and status = 'expired' and deleted_at is null and auth_type <> all ($2)
            returning id, environment_id, connection_id, provider, generation_last, granted_scopes
            """;
    private static final String INSERT =
            """
            insert into authorization_attempt (id, environment_id, account_id, connection_id, generation, handle_hash, redirect_url,
                                               user_verify_url, state, login_hint, scopes, allow_other_person, link_expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + $13 * interval '1 second')
            returning link_expires_at
            """;
    private static final String INSERT_ENDLESS =
            """
            insert into authorization_attempt (id, environment_id, account_id, connection_id, generation, handle_hash, scopes, link_expires_at)
            select t.id, a.environment_id, a.id, a.connection_id, a.generation_last, decode(t.handle_hash, 'hex'), a.granted_scopes, 'infinity'
              from unnest($1::uuid[], $2::uuid[], $3::text[]) as t(id, account_id, handle_hash)
              join account a on a.id = t.account_id
            """;
    private static final String OF_PERSON =
            """
            select count(*) as links from account a join account one on one.environment_id = a.environment_id
               and one.identifier = a.identifier and one.identifier_type = a.identifier_type and one.deleted_at is null
              join authorization_attempt t on t.account_id = one.id
             where a.id = $1 and t.created_at > now() - $2 * interval '1 second' and isfinite(t.link_expires_at)
            """;
    private static final String OLDEST_UNCLICKED =
            """
            select id from authorization_attempt
             where account_id = $1 and status = 'waiting' and used_at is null and isfinite(link_expires_at)
             order by generation desc offset $2
            """;
    // The account first, as everybody takes it, and without waiting: so no two can wait for each other.
    private static final String OVERDUE =
            """
            select t.id from authorization_attempt t join account a on a.id = t.account_id
             where t.status = 'waiting' and coalesce(t.flow_expires_at + $2 * interval '1 second', t.link_expires_at) < now()
             limit $1
             for no key update of a, t skip locked
            """;
    private static final String END =
            """
            update authorization_attempt t
               set status = e.status, reason = e.reason, ended_at = now(), claim = null, claimed_until = null, form_nonce = null, entered = null
              from unnest($1::uuid[], $2::text[], $3::text[]) as e(id, status, reason), account a
             where t.id = e.id and t.status = 'waiting' and a.id = t.account_id
            returning t.id, t.environment_id, t.account_id, t.connection_id, a.provider, t.generation, t.status, t.reason,
                      a.status = 'expired' and a.generation_reauth = t.generation as was_reauth,
                      a.status = 'pending_verification' as is_pending
            """;
    private static final String NO_LONGER_PENDING =
            """
            update account a
               set status = 'pending_auth', status_reason = n.reason, version = a.version + 1, updated_at = now()
              from unnest($1::uuid[], $2::text[]) as n(id, reason)
             where a.id = n.id and a.status = 'pending_verification' and a.deleted_at is null
               and not exists (select from authorization_attempt t
                                where t.account_id = a.id and t.status = 'waiting' and t.verify_hash is not null)
            returning a.id, a.environment_id, a.connection_id, a.provider, a.version
            """;
    private static final String ELSEWHERE =
            """
            update authorization_attempt set used_at = now(), flow_expires_at = now() + $2 * interval '1 second'
             where id = $1 and status = 'waiting'
            returning flow_expires_at
            """;
    private static final String WAITING_OF =
            "select id from authorization_attempt where account_id = any ($1) and status = 'waiting'";

    private static final String SUPERSEDED =
            """
            select t.id from authorization_attempt t join account a on a.id = t.account_id
             where t.account_id = any ($1) and t.status = 'waiting' and t.used_at is null and t.generation < a.generation
            """;

    private final AuthorizationConfig config;

    @Inject
    AuthorizationStore(AuthorizationConfig config) {
        this.config = config;
    }

    /**
     * An authorization that was ended.
     *
     * @param wasReauth whether the account's {@code reauth_url} led to it
     * @param isPending whether the account waits for the application's word
     */
    record Failed(AuthorizationFailed event, boolean wasReauth, boolean isPending) {
        /** What the account's status says of it: a word of its closed list, or null. */
        @Nullable
        String statusReason() {
            return switch (event.reason()) {
                case "verification_mismatch", "verification_other_environment" -> "verification_mismatch";
                case "verification_timeout", "timeout" -> "verification_timeout";
                default -> null;
            };
        }
    }

    Uni<Optional<Invited>> findAccount(SqlConnection tx, EnvironmentId environment, AccountId account) {
        return tx.preparedQuery(FIND_ACCOUNT)
                .execute(Tuple.of(account.value(), environment.value()))
                .map(rows -> all(rows, AuthorizationStore::invited).stream().findFirst());
    }

    Uni<Optional<Invited>> invite(SqlConnection tx, EnvironmentId environment, AccountId account) {
        return tx.preparedQuery(INVITE)
                .execute(Tuple.of(account.value(), environment.value()))
                .map(rows -> all(rows, AuthorizationStore::invited).stream().findFirst());
    }

    Uni<List<Invited>> inviteAgain(SqlConnection tx, List<AccountId> accounts) {
        return tx.preparedQuery(INVITE_AGAIN)
                .execute(Tuple.of(values(accounts), MachineGrant.AUTH_TYPES.toArray(String[]::new)))
                .map(rows -> all(rows, AuthorizationStore::invited));
    }

    Uni<Instant> insert(SqlConnection tx, NewAuthorization start) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(start.id().value())
                        .addUUID(start.account().environmentId().value())
                        .addUUID(start.account().id().value())
                        .addUUID(start.account().connectionId().value())
                        .addLong(start.account().generation())
                        .addValue(Buffer.buffer(start.handleHash()))
                        .addString(start.wish().redirectUrl())
                        .addString(start.wish().userVerifyUrl())
                        .addString(start.wish().state())
                        .addString(start.wish().loginHint())
                        .addArrayOfString(start.wish().scopes().toArray(String[]::new))
                        .addBoolean(start.wish().otherPersonAllowed())
                        .addDouble(seconds(config.linkLife())))
                .map(rows -> rows.iterator().next().getOffsetDateTime(0).toInstant());
    }

    Uni<Void> insertEndless(SqlConnection tx, List<NewAuthorization> starts) {
        return tx.preparedQuery(INSERT_ENDLESS)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(
                                starts.stream().map(start -> start.id().value()).toArray(UUID[]::new))
                        .addArrayOfUUID(starts.stream()
                                .map(start -> start.account().id().value())
                                .toArray(UUID[]::new))
                        .addArrayOfString(starts.stream()
                                .map(start -> HexFormat.of().formatHex(start.handleHash()))
                                .toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** How many links the account's person was given lately, over all accounts; those that nobody was given, of accounts that expired, do not count. */
    Uni<Long> linksOfPerson(SqlConnection tx, AccountId account) {
        return tx.preparedQuery(OF_PERSON)
                .execute(Tuple.of(account.value(), seconds(config.personWithin())))
                .map(rows -> rows.iterator().next().getLong("links"));
    }

    /** The unclicked ones of the account beyond the newest that it may have. */
    Uni<List<AuthorizationId>> oldestUnclicked(SqlConnection tx, AccountId account) {
        return tx.preparedQuery(OLDEST_UNCLICKED)
                .execute(Tuple.of(account.value(), (long) config.waitingMax()))
                .map(rows -> all(rows, row -> new AuthorizationId(row.getUUID("id"))));
    }

    /** Those whose time is over, kept from other sweepers until the transaction ends. */
    Uni<List<Ended>> overdue(SqlConnection tx) {
        return tx.preparedQuery(OVERDUE)
                .execute(Tuple.of((long) config.sweepBatch(), seconds(config.flowGrace())))
                .map(rows -> all(
                        rows,
                        row -> new Ended(
                                new AuthorizationId(row.getUUID("id")), AuthorizationStatus.EXPIRED, "timeout")));
    }

    /** The unclicked ones of earlier generations than the one that is in use. */
    Uni<List<AuthorizationId>> supersededOf(SqlConnection tx, List<AccountId> accounts) {
        return tx.preparedQuery(SUPERSEDED)
                .execute(Tuple.of(values(accounts)))
                .map(rows -> all(rows, row -> new AuthorizationId(row.getUUID("id"))));
    }

    Uni<List<AuthorizationId>> waitingOf(SqlConnection tx, List<AccountId> accounts) {
        return tx.preparedQuery(WAITING_OF)
                .execute(Tuple.of(values(accounts)))
                .map(rows -> all(rows, row -> new AuthorizationId(row.getUUID("id"))));
    }

    /** Notes that its person goes elsewhere, and has so long; empty if it has ended already. */
    Uni<Optional<Instant>> goesElsewhere(SqlConnection tx, AuthorizationId id, Duration life) {
        return tx.preparedQuery(ELSEWHERE)
                .execute(Tuple.of(id.value(), seconds(life)))
                .map(rows -> all(rows, row -> row.getOffsetDateTime(0).toInstant()).stream()
                        .findFirst());
    }

    /** Ends those that still wait. */
    Uni<List<Failed>> end(SqlConnection tx, List<Ended> ended) {
        return tx.preparedQuery(END)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(ended.stream()
                                .map(end -> end.authorization().value())
                                .toArray(UUID[]::new))
                        .addArrayOfString(ended.stream()
                                .map(end -> end.status().wireName())
                                .toArray(String[]::new))
                        .addArrayOfString(ended.stream().map(Ended::reason).toArray(String[]::new)))
                .map(rows -> all(rows, AuthorizationStore::failed));
    }

    /** Accounts that wait for no application's word any more wait for consent again. */
    Uni<List<AccountUpdated>> noLongerPending(SqlConnection tx, List<Failed> failed) {
        @Nullable String[] reasons = new String[failed.size()];
        for (int i = 0; i < reasons.length; i++) {
            reasons[i] = failed.get(i).statusReason();
        }
        return tx.preparedQuery(NO_LONGER_PENDING)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(failed.stream()
                                .map(one -> one.event().accountId().value())
                                .toArray(UUID[]::new))
                        .addArrayOfString(reasons))
                .map(rows -> all(rows, AuthorizationStore::updated));
    }

    private static AccountUpdated updated(Row row) {
        return new AccountUpdated(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getLong("version"),
                "pending_auth",
                Actor.SYSTEM);
    }

    private static Failed failed(Row row) {
        return new Failed(
                new AuthorizationFailed(
                        new EnvironmentId(row.getUUID("environment_id")),
                        new AccountId(row.getUUID("account_id")),
                        new ConnectionId(row.getUUID("connection_id")),
                        row.getString("provider"),
                        new AuthorizationId(row.getUUID("id")),
                        row.getLong("generation"),
                        row.getString("status"),
                        row.getString("reason")),
                Boolean.TRUE.equals(row.getBoolean("was_reauth")),
                Boolean.TRUE.equals(row.getBoolean("is_pending")));
    }

    private static Invited invited(Row row) {
        return new Invited(
                new AccountId(row.getUUID("id")),
                new EnvironmentId(row.getUUID("environment_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getLong("generation_last"),
                List.of(row.getArrayOfStrings("granted_scopes")));
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }

    private static UUID[] values(List<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).toArray(UUID[]::new);
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }
}
