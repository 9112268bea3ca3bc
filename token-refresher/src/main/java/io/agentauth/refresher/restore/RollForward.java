// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.refresher.grant.Columns;
import io.agentauth.refresher.journal.JournalEntry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Puts what the token journal has in the place of what is older, in any order and as often as one likes: only the newer counts. */
@ApplicationScoped
class RollForward {
    private static final String ENTRY =
            """
            with entry as (
                select distinct on (grant_id) e.*, to_timestamp(e.read / 1000.0) as read_at
                  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
                              $10::bigint[], $11::text[], $12::bytea[], $13::bytea[], $14::bytea[], $15::text[], $16::text[], $17::bigint[],
                              $18::bigint[], $19::bigint[], $20::bigint[])
                       as e (grant_id, attempt_id, environment_id, account_id, connection_id, provider, slot, generation, epoch, version,
                             client_id, token_hash, refresh_token, access_token, token_type, scopes, read, life, due, sweep)
                 order by grant_id, epoch desc, version desc
            )
            """;
    private static final String FORWARD = ENTRY
            + """
            , forward as (
                update "grant" as g
                   set version = e.version, epoch = e.epoch, status = 'live', refresh_token = e.refresh_token, token_hash = e.token_hash,
                       access_token = e.access_token, token_type = e.token_type,
                       scopes = case when e.scopes is null then g.scopes else string_to_array(e.scopes, ' ') end,
                       received_at = e.read_at, expires_at = e.read_at + e.life * interval '1 millisecond', life_seconds = e.life / 1000,
                       due_at = e.read_at + e.due * interval '1 millisecond', next_try_at = e.read_at + e.sweep * interval '1 millisecond',
                       failures = 0, health = 'healthy', reason = null, reprobed = false, condemned_at = null,
                       lease_owner = null, lease_until = null, updated_at = clock_timestamp()
                  from entry as e
                 where g.id = e.grant_id and g.status <> 'ended' and (g.epoch, g.version) < (e.epoch, e.version)
                returning g.id
            ), resolved as (
                update attempt as a set resolved_at = clock_timestamp(), outcome = 'restored'
                  from forward where a.grant_id = forward.id and a.resolved_at is null
            )
            select count(*) from forward
            """;
    private static final String MAKE = ENTRY
            + """
            , made as (
                insert into "grant" (
                    id, environment_id, account_id, connection_id, provider, slot, epoch, generation, version, client_id, scopes, token_type,
                    refresh_token, token_hash, access_token, received_at, expires_at, life_seconds, due_at, next_try_at)
                select e.grant_id, e.environment_id, e.account_id, e.connection_id, e.provider, e.slot, e.epoch, e.generation, e.version,
                       e.client_id, coalesce(string_to_array(e.scopes, ' '), '{}'), e.token_type, e.refresh_token, e.token_hash, e.access_token,
                       e.read_at, e.read_at + e.life * interval '1 millisecond', e.life / 1000, e.read_at + e.due * interval '1 millisecond',
                       e.read_at + e.sweep * interval '1 millisecond'
                  from entry as e
                 where e.client_id is not null and not exists (select from "grant" as g where g.id = e.grant_id)
                   and not exists (select from ended_generation as n where n.account_id = e.account_id and n.up_to >= e.generation)
                on conflict do nothing
                returning id
            )
            select count(*) from made
            """;
    // The newest generation is the account's; the others have had their revocation when it came.
    private static final String SUPERSEDE =
            """
            update "grant" as o set status = 'ended', reason = 'superseded', next_try_at = null, updated_at = clock_timestamp()
             where o.account_id = any($1) and o.status <> 'ended'
               and exists (select from "grant" as n where n.account_id = o.account_id and n.generation > o.generation and n.status <> 'ended')
            """;
    // A committed result is in the journal after it is in the database, and one that waits for its commit has an
    // attempt.
    private static final String NEWER = ENTRY
            + """
            select exists (
                select from entry as e join "grant" as g on g.id = e.grant_id
                 where g.status <> 'ended' and (g.epoch, g.version) < (e.epoch, e.version)
                   and not exists (select from attempt as a where a.id = e.attempt_id and a.resolved_at is null))
            """;

    private final Pool pool;

    @Inject
    RollForward(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** What a set of entries changed. */
    record Count(long forwarded, long made) {
        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(forwarded + other.forwarded, made + other.made);
        }
    }

    /** Makes grants that are missing from their first tokens, and rolls those forward that are older. */
    Uni<Count> apply(List<JournalEntry> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().item(Count.NONE)
                : pool.withTransaction(tx -> tx.preparedQuery(MAKE)
                        .execute(columns(entries.stream()
                                .filter(entry -> entry.clientId() != null)
                                .toList()))
                        .map(rows -> rows.iterator().next().getLong(0))
                        .call(made -> made == 0
                                ? Uni.createFrom().voidItem()
                                : tx.preparedQuery(SUPERSEDE).execute(accounts(entries)))
                        .chain(made -> tx.preparedQuery(FORWARD)
                                .execute(columns(entries))
                                .map(rows -> new Count(rows.iterator().next().getLong(0), made))));
    }

    /** Whether one of these is newer than what the database has, and nobody is about to store it. */
    Uni<Boolean> isBehind(List<JournalEntry> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().item(false)
                : pool.preparedQuery(NEWER)
                        .execute(columns(entries))
                        .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private static Tuple accounts(List<JournalEntry> entries) {
        return Columns.of(entries).uuid(entry -> entry.accountId().value()).tuple();
    }

    private static Tuple columns(List<JournalEntry> entries) {
        return Columns.of(entries)
                .uuid(entry -> entry.grantId().value())
                .uuid(entry ->
                        entry.attemptId() == null ? null : entry.attemptId().value())
                .uuid(entry -> entry.environmentId().value())
                .uuid(entry -> entry.accountId().value())
                .uuid(entry -> entry.connectionId().value())
                .text(JournalEntry::provider)
                .text(JournalEntry::slot)
                .number(JournalEntry::generation)
                .number(entry -> Math.max(1, entry.epoch()))
                .number(JournalEntry::version)
                .text(JournalEntry::clientId)
                .bytes(JournalEntry::hash)
                .bytes(JournalEntry::refresh)
                .bytes(JournalEntry::access)
                .text(JournalEntry::tokenType)
                .text(entry -> entry.scopes() == null ? null : String.join(" ", entry.scopes()))
                .number(entry -> entry.readAt().toEpochMilli())
                .number(JournalEntry::lifeMillis)
                .number(JournalEntry::dueMillis)
                .number(JournalEntry::sweepMillis)
                .tuple();
    }
}
