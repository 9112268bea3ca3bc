// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Grants come and go: a consent brings one per slot, a disconnect ends every generation up to a number (rule R12). Both take the account's
 * lock first, so that a grant cannot slip in beside the end of its own generation.
 */
@ApplicationScoped
public class Grants {
    private static final String REJECTED = "rejected";
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1::text, 0))";

    // A grant of an ended generation, one that came after a later consent, or one that nobody may use, is stored as
    // ended: its tokens still have to be revoked. Else the older generations have lost from here on, whatever of theirs
    // is in flight.
    private static final String INSERT =
            """
            with over as (
                select from ended_generation where account_id = $3 and up_to >= $7
                union all
                select from "grant" where account_id = $3 and generation > $7 and took_effect
                union all
                select where $22::text is not null
            ), made as (
                insert into "grant" as g (
                    id, environment_id, account_id, connection_id, provider, slot, epoch, generation, version, status, client_id, issuer, subject,
                    email, name, scopes, token_type, refresh_token, token_hash, access_token, received_at, expires_at, life_seconds, due_at, next_try_at,
                    failures, health, reason, took_effect, facts, sites, ends_at, lease_fence, pushed_version, created_at, updated_at)
                select $1, $2, $3, $4, $5, $6, (select coalesce(max(epoch), 1) from restore), $7, 1, case when exists (select from over) then 'ended' else 'live' end, $8, $9, $10,
                       $11, $12, $13, $14, $15, $16, $17, t.received_at, t.received_at + $19 * interval '1 millisecond', $19 / 1000,
                       t.received_at + $20 * interval '1 millisecond', t.received_at + $21 * interval '1 millisecond',
                       0, 'healthy', coalesce($22::text, case when exists (select from over) then 'ended_before_exchange' end, $23::text),
                       not exists (select from over), $24::text::jsonb, $25::text::jsonb, t.received_at + $26 * interval '1 millisecond', 0, 0,
                       clock_timestamp(), clock_timestamp()
                  from (select clock_timestamp() - $18 * interval '1 millisecond' as received_at) as t
                on conflict (account_id, slot, generation) do nothing
                returning g.*
            ), superseded as (
                update "grant" as g set status = 'ended', reason = 'superseded', next_try_at = null, updated_at = clock_timestamp()
                 where g.account_id = $3 and g.generation < $7 and g.status <> 'ended' and not exists (select from over)
                returning g.id, g.reason
            ), to_revoke as (
                insert into revocation (id, grant_id, status, tries, next_try_at)
                select uuidv7(), id, 'pending', 0, clock_timestamp() + interval '10 seconds' from superseded
                union all
                select uuidv7(), id, 'pending', 0, clock_timestamp() from made where status = 'ended'
                on conflict do nothing
            )
            select g.status, %s from made as g
            """
                    .formatted(StoredToken.COLUMNS);

    private static final String REMEMBER_END =
            """
            insert into ended_generation as e (account_id, environment_id, up_to, ended_at)
            values ($1, $2, $3, clock_timestamp())
            on conflict (account_id) do update set up_to = greatest(e.up_to, excluded.up_to), ended_at = excluded.ended_at
            """;

    private static final String END =
            """
            with over as (
                update "grant" set status = 'ended', reason = 'disconnected', next_try_at = null, updated_at = clock_timestamp()
                 where account_id = $1 and environment_id = $2 and generation <= $3
                   and (status <> 'ended' or reason in ('superseded', 'ended_before_exchange', 'rejected'))
                returning id
            )
            insert into revocation (id, grant_id, status, tries, next_try_at)
            select uuidv7(), id, 'pending', 0, clock_timestamp() + $4 * interval '1 millisecond' from over
            on conflict do nothing
            """;

    private static final String PERSON =
            """
            select subject, issuer from "grant"
             where account_id = $1 and environment_id = $2 and generation < $3 and took_effect and subject is not null
             order by generation desc limit 1
            """;

    private static final String IS_ENDED =
            """
            select from ended_generation where account_id = $1 and environment_id = $2 and up_to >= $3
            union all
            select from "grant" where account_id = $1 and environment_id = $2 and generation > $3 and took_effect
            """;

    private static final String LIVE =
            "select %s from \"grant\" as g where g.account_id = $1 and g.environment_id = $2 and g.generation = $3 and g.status = 'live'"
                    .formatted(StoredToken.COLUMNS);

    /** What became of a new grant. */
    public sealed interface Inserted {
        /** It is the account's grant now: push it. */
        record Live(StoredToken token) implements Inserted {}

        /** Its generation was ended, or a later consent took effect, meanwhile: it is stored to be revoked, and nobody gets its token. */
        record Ended(GrantId grantId) implements Inserted {}

        /** The same exchange stored it before. */
        record Known() implements Inserted {}
    }

    /**
     * Stores what an exchange brought, in the caller's transaction, and ends the account's older generations: from this commit on their
     * results lose. Events are the caller's business.
     */
    public Uni<Inserted> insertNew(SqlConnection tx, NewGrant grant) {
        return insert(tx, grant, null).map(Grants::inserted);
    }

    /**
     * Stores what an exchange brought and nobody may use, in the caller's transaction, so that it is revoked at the provider. The account's other
     * grants are not touched.
     */
    public Uni<Void> insertRejected(SqlConnection tx, NewGrant grant) {
        return insert(tx, grant, REJECTED).replaceWithVoid();
    }

    private Uni<RowSet<Row>> insert(SqlConnection tx, NewGrant grant, @Nullable String over) {
        return lock(tx, grant.accountId()).chain(() -> tx.preparedQuery(INSERT)
                .execute(parameters(GrantId.next(), grant)
                        .addString(over)
                        .addString(grant.lacksRefresh() ? StoredToken.NO_REFRESH_TOKEN : null)
                        .addString(facts(grant.token()))
                        .addString(SiteList.write(grant.sites()))
                        .addLong(millis(grant.token().schedule().end()))));
    }

    /**
     * Ends every generation up to {@code upTo} of the account, in the caller's transaction, and notes each grant for revocation, which is the
     * caller's alone for {@code own}: the sweep takes what is left after it. It may be repeated.
     */
    public Uni<Void> end(SqlConnection tx, EnvironmentId environment, AccountId account, long upTo, Duration own) {
        return lock(tx, account)
                .chain(() ->
                        tx.preparedQuery(REMEMBER_END).execute(Tuple.of(account.value(), environment.value(), upTo)))
                .chain(() -> tx.preparedQuery(END)
                        .execute(Tuple.of(account.value(), environment.value(), upTo, own.toMillis())))
                .replaceWithVoid();
    }

    /**
     * Whose account it was at the provider before {@code grant}, as far as its earlier grants tell: those that were in use, dead or alive. In the
     * caller's transaction, and with the account's lock, so that no other consent slips in between.
     */
    public Uni<Optional<Person>> personBefore(SqlConnection tx, NewGrant grant) {
        return lock(tx, grant.accountId())
                .chain(() -> tx.preparedQuery(PERSON)
                        .execute(Tuple.of(
                                grant.accountId().value(), grant.environmentId().value(), grant.generation())))
                .map(rows ->
                        Columns.list(rows, row -> new Person(row.getString("subject"), row.getString("issuer")))
                                .stream()
                                .findFirst());
    }

    /** What is live of a generation, in the caller's transaction. */
    public Uni<List<StoredToken>> live(
            SqlConnection tx, EnvironmentId environment, AccountId account, long generation) {
        return tx.preparedQuery(LIVE)
                .execute(Tuple.of(account.value(), environment.value(), generation))
                .map(rows -> Columns.list(rows, StoredToken::from));
    }

    /** Whether a generation was ended, or has lost to a later consent: then no code of it is sent any more (rule R12). */
    public Uni<Boolean> isEnded(SqlClient sql, EnvironmentId environment, AccountId account, long generation) {
        return sql.preparedQuery(IS_ENDED)
                .execute(Tuple.of(account.value(), environment.value(), generation))
                .map(rows -> rows.size() > 0);
    }

    private static Uni<RowSet<Row>> lock(SqlConnection tx, AccountId account) {
        return tx.preparedQuery(LOCK).execute(Tuple.of(account.value().toString()));
    }

    private static Inserted inserted(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return new Inserted.Known();
        }
        Row row = rows.iterator().next();
        StoredToken token = StoredToken.from(row);
        return row.getString("status").equals("live") ? new Inserted.Live(token) : new Inserted.Ended(token.grantId());
    }

    private static Tuple parameters(GrantId id, NewGrant grant) {
        FreshToken token = grant.token();
        return Tuple.tuple()
                .addUUID(id.value())
                .addUUID(grant.environmentId().value())
                .addUUID(grant.accountId().value())
                .addUUID(grant.connectionId().value())
                .addString(grant.provider())
                .addString(grant.slot())
                .addLong(grant.generation())
                .addString(grant.clientId())
                .addString(grant.issuer())
                .addString(grant.subject())
                .addString(grant.email())
                .addString(grant.name())
                .addArrayOfString(
                        Optional.ofNullable(token.scopes()).orElse(List.of()).toArray(String[]::new))
                .addString(token.tokenType())
                .addValue(
                        token.refresh() == null
                                ? null
                                : Buffer.buffer(token.refresh().bytes()))
                .addValue(
                        token.hash() == null ? null : Buffer.buffer(token.hash().bytes()))
                .addValue(Buffer.buffer(token.access().bytes()))
                .addLong(token.age().toMillis())
                .addLong(millis(token.life()))
                .addLong(millis(token.schedule().due()))
                .addLong(millis(token.schedule().sweep()));
    }

    static String facts(FreshToken token) {
        return new JsonObject(new HashMap<>(token.facts())).encode();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
