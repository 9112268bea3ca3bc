// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Results become rows, hundreds in a few statements, in the caller's transaction. A success counts if and only if the stored hash is the
 * one that was presented and the generation has not ended, whoever holds the lease (rule R8); anything less counts only for the holder.
 */
@ApplicationScoped
public class Settlements {
    private static final String STORE =
            """
            with result as (
                select * from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bigint[], $5::uuid[], $6::bigint[], $7::bytea[], $8::bytea[],
                                     $9::bytea[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
                                     $16::text[], $17::bigint[])
                    as r (attempt_id, grant_id, parent_hash, version, owner, fence, refresh_token, token_hash,
                          access_token, token_type, scopes, age, life, due, sweep, facts, ends)
            ), stored as (
                update "grant" as g
                   set version = g.version + 1, epoch = (select coalesce(max(epoch), 1) from restore), status = 'live', refresh_token = r.refresh_token, token_hash = r.token_hash,
                       access_token = r.access_token, token_type = r.token_type,
                       scopes = case when r.scopes is null then g.scopes else string_to_array(r.scopes, ' ') end, facts = g.facts || r.facts::jsonb,
                       ends_at = coalesce(g.ends_at, g.created_at + r.ends * interval '1 millisecond'),
                       received_at = r.received_at, expires_at = r.received_at + r.life * interval '1 millisecond',
                       life_seconds = r.life / 1000, due_at = r.received_at + r.due * interval '1 millisecond',
                       next_try_at = r.received_at + r.sweep * interval '1 millisecond',
                       failures = 0, health = 'healthy', reason = null, reprobed = false, condemned_at = null,
                       lease_owner = case when g.lease_owner = r.owner and g.lease_fence = r.fence then null else g.lease_owner end,
                       lease_until = case when g.lease_owner = r.owner and g.lease_fence = r.fence then null else g.lease_until end,
                       updated_at = clock_timestamp()
                  from (select result.*, statement_timestamp() - age * interval '1 millisecond' as received_at from result) as r
                 where g.id = r.grant_id and g.token_hash = r.parent_hash and g.version = r.version and g.status <> 'ended'
                returning r.attempt_id, old.health as was, g.*
            ), resolved as (
                update attempt as a set resolved_at = clock_timestamp(), outcome = 'renewed'
                  from stored where a.id = stored.attempt_id and a.resolved_at is null
            )
            select g.attempt_id, g.was, %s from stored as g
            """
                    .formatted(StoredToken.COLUMNS);

    private static final String LOOK =
            """
            select r.attempt_id, g.version, g.status, g.token_hash = r.parent_hash as same_parent,
                   g.version = r.version + 1 and g.access_token = r.access_token as known
              from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bigint[], $5::bytea[])
                    as r (attempt_id, grant_id, parent_hash, version, access_token)
              left join "grant" as g on g.id = r.grant_id
            """;

    private static final String ORPHAN =
            """
            with result as (
                select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[])
                    as r (attempt_id, grant_id, version, refresh_token, access_token, reason)
            ), kept as (
                insert into orphan (
                    id, grant_id, attempt_id, environment_id, account_id, slot, generation, version, refresh_token, access_token, reason,
                    created_at)
                select uuidv7(), r.grant_id, r.attempt_id, a.environment_id, a.account_id, a.slot, a.generation, r.version,
                       r.refresh_token, r.access_token, r.reason, clock_timestamp()
                  from result as r join attempt as a on a.id = r.attempt_id
                 where not exists (select from orphan o where o.attempt_id = r.attempt_id and o.access_token = r.access_token)
                returning id, reason
            ), to_revoke as (
                insert into revocation (id, orphan_id, status, tries, next_try_at)
                select uuidv7(), id, 'pending', 0, clock_timestamp() from kept where reason = 'ended'
            )
            update attempt as a set resolved_at = clock_timestamp(), outcome = 'orphaned', reason = r.reason
              from result as r where a.id = r.attempt_id and a.resolved_at is null
            """;

    private static final String NOTE =
            """
            with result as (
                select * from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::uuid[], $5::bigint[], $6::boolean[], $7::text[], $8::bigint[],
                                     $9::bigint[], $10::text[], $11::text[])
                    as r (attempt_id, grant_id, parent_hash, owner, fence, refused, health, failures, wait, outcome, reason)
            ), resolved as (
                update attempt as a set resolved_at = clock_timestamp(), outcome = r.outcome, reason = r.reason
                  from result as r
                 where a.id = r.attempt_id and a.owner = r.owner and a.fence = r.fence and a.resolved_at is null
                returning a.id
            ), noted as (
                update "grant" as g
                   set status = case when r.refused then 'dead' else g.status end,
                       condemned_at = case when r.refused then statement_timestamp() end,
                       health = case when r.refused then g.health else r.health end,
                       failures = r.failures, reason = r.reason,
                       next_try_at = case when not r.refused then statement_timestamp() + r.wait * interval '1 millisecond' end,
                       lease_owner = null, lease_until = null, updated_at = clock_timestamp()
                  from result as r join resolved on resolved.id = r.attempt_id
                 where g.id = r.grant_id and g.status = 'live' and g.token_hash = r.parent_hash
                   and g.lease_owner = r.owner and g.lease_fence = r.fence
                returning r.attempt_id
            )
            select attempt_id from noted
            """;

    /** Commits nothing by itself: call it in a transaction, and append the events of what it returns. */
    public Uni<List<Settled>> settle(SqlConnection tx, List<Settlement> settlements) {
        List<Settlement.Renewed> renewed = new ArrayList<>();
        List<Settlement> others = new ArrayList<>();
        for (Settlement settlement : settlements) {
            switch (settlement) {
                case Settlement.Renewed one -> renewed.add(one);
                case Settlement.Failed one -> others.add(one);
                case Settlement.Refused one -> others.add(one);
            }
        }
        List<Settled> settled = new ArrayList<>(settlements.size());
        return store(tx, renewed, settled)
                .chain(() -> note(tx, others, settled))
                .replaceWith(settled);
    }

    private static Uni<Void> store(SqlConnection tx, List<Settlement.Renewed> renewed, List<Settled> settled) {
        if (renewed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(STORE)
                .execute(storeColumns(renewed))
                .map(rows -> stored(renewed, rows, settled))
                .chain(rest -> look(tx, rest, settled));
    }

    private static List<Settlement.Renewed> stored(
            List<Settlement.Renewed> renewed, RowSet<Row> rows, List<Settled> settled) {
        Map<UUID, Row> byAttempt = new HashMap<>();
        rows.forEach(row -> byAttempt.put(row.getUUID("attempt_id"), row));
        List<Settlement.Renewed> rest = new ArrayList<>();
        for (Settlement.Renewed one : renewed) {
            Row row = byAttempt.remove(one.claim().attemptId().value());
            if (row == null) {
                rest.add(one);
            } else {
                settled.add(new Settled.Stored(one, StoredToken.from(row), Health.parse(row.getString("was"))));
            }
        }
        return rest;
    }

    /** Why a success was not stored: a second look, in a statement of its own, at what the first one found locked or changed. */
    private static Uni<Void> look(SqlConnection tx, List<Settlement.Renewed> rest, List<Settled> settled) {
        if (rest.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = Columns.of(rest)
                .uuid(one -> one.claim().attemptId().value())
                .uuid(one -> one.claim().grantId().value())
                .bytes(one -> one.claim().parent().bytes())
                .number(one -> one.claim().version())
                .bytes(one -> one.token().access().bytes())
                .tuple();
        return tx.preparedQuery(LOOK)
                .execute(parameters)
                .map(rows -> lost(rest, rows, settled))
                .chain(orphans -> orphan(tx, orphans));
    }

    private static List<Settled.Orphaned> lost(List<Settlement.Renewed> rest, RowSet<Row> rows, List<Settled> settled) {
        Map<UUID, Settlement.Renewed> byAttempt = new HashMap<>();
        rest.forEach(one -> byAttempt.put(one.claim().attemptId().value(), one));
        List<Settled.Orphaned> orphans = new ArrayList<>();
        for (Row row : rows) {
            Settlement.Renewed one = byAttempt.remove(row.getUUID("attempt_id"));
            if (one != null) {
                Settled what = verdict(one, row);
                settled.add(what);
                if (what instanceof Settled.Orphaned orphaned) {
                    orphans.add(orphaned);
                }
            }
        }
        return orphans;
    }

    private static Settled verdict(Settlement.Renewed one, Row row) {
        boolean ended =
                row.getString("status") == null || row.getString("status").equals("ended");
        if (Boolean.TRUE.equals(row.getBoolean("known"))) {
            return new Settled.Known(one);
        }
        if (!ended && Boolean.TRUE.equals(row.getBoolean("same_parent"))) {
            return new Settled.Overtaken(one, row.getLong("version"));
        }
        return new Settled.Orphaned(one, ended);
    }

    private static Uni<Void> orphan(SqlConnection tx, List<Settled.Orphaned> orphans) {
        if (orphans.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = Columns.of(orphans)
                .uuid(one -> one.renewed().claim().attemptId().value())
                .uuid(one -> one.renewed().claim().grantId().value())
                .number(one -> one.renewed().version())
                .bytes(one -> refresh(one.renewed()))
                .bytes(one -> one.renewed().token().access().bytes())
                .text(one -> one.ended() ? "ended" : "parent_replaced")
                .tuple();
        return tx.preparedQuery(ORPHAN).execute(parameters).replaceWithVoid();
    }

    private static Uni<Void> note(SqlConnection tx, List<Settlement> others, List<Settled> settled) {
        if (others.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(NOTE)
                .execute(noteColumns(others))
                .invoke(rows -> noted(others, rows, settled))
                .replaceWithVoid();
    }

    private static void noted(List<Settlement> others, RowSet<Row> rows, List<Settled> settled) {
        List<UUID> attempts = Columns.list(rows, row -> row.getUUID("attempt_id"));
        for (Settlement one : others) {
            boolean noted = attempts.contains(one.claim().attemptId().value());
            settled.add(noted ? new Settled.Noted(one) : new Settled.Stale(one));
        }
    }

    private static Tuple storeColumns(List<Settlement.Renewed> renewed) {
        return Columns.of(renewed)
                .uuid(one -> one.claim().attemptId().value())
                .uuid(one -> one.claim().grantId().value())
                .bytes(one -> one.claim().parent().bytes())
                .number(one -> one.claim().version())
                .uuid(one -> one.claim().owner())
                .number(one -> one.claim().fence())
                .bytes(Settlements::refresh)
                .bytes(one ->
                        one.token().hash() == null ? null : one.token().hash().bytes())
                .bytes(one -> one.token().access().bytes())
                .text(one -> one.token().tokenType())
                .text(one -> one.token().scopes() == null
                        ? null
                        : String.join(" ", one.token().scopes()))
                .millis(one -> one.token().age())
                .millis(one -> one.token().life())
                .millis(one -> one.token().schedule().due())
                .millis(one -> one.token().schedule().sweep())
                .text(one -> Grants.facts(one.token()))
                .millis(one -> one.token().schedule().end())
                .tuple();
    }

    private static Tuple noteColumns(List<Settlement> others) {
        return Columns.of(others)
                .uuid(one -> one.claim().attemptId().value())
                .uuid(one -> one.claim().grantId().value())
                .bytes(one -> one.claim().parent().bytes())
                .uuid(one -> one.claim().owner())
                .number(one -> one.claim().fence())
                .flag(one -> one instanceof Settlement.Refused)
                .text(one -> one instanceof Settlement.Failed failed
                        ? failed.health().word()
                        : null)
                .number(one ->
                        one instanceof Settlement.Failed failed ? Long.valueOf(failed.failures()) : Long.valueOf(0))
                .millis(one -> one instanceof Settlement.Failed failed ? failed.pause() : null)
                .text(one -> one instanceof Settlement.Failed failed ? failed.outcome() : "refused")
                .text(Settlements::reason)
                .tuple();
    }

    private static @Nullable String reason(Settlement one) {
        return switch (one) {
            case Settlement.Failed failed -> failed.reason();
            case Settlement.Refused refused -> refused.reason();
            case Settlement.Renewed _ -> null;
        };
    }

    private static byte @Nullable [] refresh(Settlement.Renewed one) {
        return one.token().refresh() == null ? null : one.token().refresh().bytes();
    }
}
