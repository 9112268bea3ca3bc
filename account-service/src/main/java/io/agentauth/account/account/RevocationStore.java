// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.events.Actor;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.RevocationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Orders to revoke many accounts. Every method works in the caller's transaction. */
@ApplicationScoped
class RevocationStore {
    private static final String INSERT =
            """
            insert into revocation (id, environment_id, connection_id, read_by, read_from, read_to, key_id)
            values ($1, $2, $3, $4, $5, $6, $7)
            """;
    private static final String FIND =
            """
            select r.id, r.connection_id, r.read_by, r.read_from, r.read_to, r.revoked, r.requested_at, r.finished_at,
                   (select count(*) from revoked_account a join pending_end p on p.account_id = a.account_id where a.revocation_id = r.id) as pending
              from revocation r where r.id = $1 and r.environment_id = $2
            """;
    private static final String TAKE =
            """
            select id, environment_id, connection_id, read_by, read_from, read_to, key_id, cursor
              from revocation where finished_at is null order by requested_at limit 1 for update skip locked
            """;
    private static final String ACCOUNTS = "select " + AccountRow.COLUMNS + " from " + AccountRow.TABLES
            + """
              where a.environment_id = $1 and a.id > $2 and a.deleted_at is null and ($3::uuid is null or a.connection_id = $3)
                and (a.status not in ('revoked', 'disconnected') or a.generation_last > a.generation_ended)
                and ($4::uuid is null and $5::timestamptz is null and $6::timestamptz is null
                     or exists (select from access_record r
                                 where r.account_id = a.id and r.refused is null and ($4::uuid is null or r.key_id = $4)
                                   and r.read_at >= coalesce($5::timestamptz, '-infinity') and r.read_at < coalesce($6::timestamptz, 'infinity')))
              order by a.id limit $7
              for update of a
              """;
    private static final String NOTE =
            """
            insert into revoked_account (revocation_id, account_id, environment_id)
            select $1, t.id, $2 from unnest($3::uuid[]) as t(id) on conflict do nothing
            """;
    private static final String MOVE =
            """
            update revocation set cursor = $2, revoked = revoked + $3, finished_at = case when $4 then now() end where id = $1
            """;

    private final AccountRow rows;

    @Inject
    RevocationStore(AccountRow rows) {
        this.rows = rows;
    }

    /** What is to be revoked; null asks for all. */
    record Wanted(
            @Nullable ConnectionId connection,
            @Nullable ApiKeyId readBy,
            @Nullable Instant readFrom,
            @Nullable Instant readTo) {}

    /** An order that is not finished. */
    record Open(RevocationId id, EnvironmentId environment, Wanted wanted, Actor actor, UUID cursor) {}

    Uni<Void> insert(SqlConnection tx, RevocationId id, EnvironmentId environment, Wanted wanted, Actor actor) {
        ApiKeyId key = actor.keyId();
        return tx.preparedQuery(INSERT)
                .execute(filter(Tuple.tuple().addUUID(id.value()).addUUID(environment.value()), wanted)
                        .addUUID(key == null ? null : key.value()))
                .replaceWithVoid();
    }

    Uni<Optional<Revocation>> find(SqlConnection tx, EnvironmentId environment, RevocationId id) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(id.value(), environment.value()))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(RevocationStore::revocation)
                        .findFirst());
    }

    /** The oldest order that nobody works on, held until the transaction ends. */
    Uni<Optional<Open>> take(SqlConnection tx) {
        return tx.query(TAKE).execute().map(found -> StreamSupport.stream(found.spliterator(), false)
                .map(RevocationStore::open)
                .findFirst());
    }

    /** Its next accounts, held until the transaction ends. */
    Uni<List<Account>> accounts(SqlConnection tx, Open order, int limit) {
        Wanted wanted = order.wanted();
        Tuple asked = Tuple.tuple()
                .addUUID(order.environment().value())
                .addUUID(order.cursor())
                .addUUID(
                        wanted.connection() == null ? null : wanted.connection().value())
                .addUUID(wanted.readBy() == null ? null : wanted.readBy().value())
                .addOffsetDateTime(utc(wanted.readFrom()))
                .addOffsetDateTime(utc(wanted.readTo()))
                .addLong((long) limit);
        return tx.preparedQuery(ACCOUNTS).execute(asked).map(found -> StreamSupport.stream(found.spliterator(), false)
                .map(rows::read)
                .toList());
    }

    /** Notes that {@code revoked} were the next ones, and whether they were the last. */
    Uni<Void> move(SqlConnection tx, Open order, List<Account> revoked, boolean last) {
        UUID[] ids = revoked.stream().map(account -> account.id().value()).toArray(UUID[]::new);
        UUID cursor =
                revoked.isEmpty() ? order.cursor() : revoked.getLast().id().value();
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(order.id().value(), order.environment().value(), ids))
                .chain(_ -> tx.preparedQuery(MOVE)
                        .execute(Tuple.of(order.id().value(), cursor, (long) revoked.size(), last)))
                .replaceWithVoid();
    }

    private static Tuple filter(Tuple tuple, Wanted wanted) {
        return tuple.addUUID(
                        wanted.connection() == null ? null : wanted.connection().value())
                .addUUID(wanted.readBy() == null ? null : wanted.readBy().value())
                .addOffsetDateTime(utc(wanted.readFrom()))
                .addOffsetDateTime(utc(wanted.readTo()));
    }

    private static Open open(Row row) {
        UUID key = row.getUUID("key_id");
        return new Open(
                new RevocationId(row.getUUID("id")),
                new EnvironmentId(row.getUUID("environment_id")),
                wanted(row),
                key == null ? Actor.SYSTEM : Actor.apiKey(new ApiKeyId(key)),
                row.getUUID("cursor"));
    }

    private static Revocation revocation(Row row) {
        Wanted wanted = wanted(row);
        Instant finished = time(row, "finished_at");
        return new Revocation(
                new RevocationId(row.getUUID("id")),
                wanted.connection(),
                wanted.readBy(),
                wanted.readFrom(),
                wanted.readTo(),
                finished == null ? Revocation.Status.RUNNING : Revocation.Status.DONE,
                row.getLong("revoked"),
                row.getLong("pending"),
                row.getOffsetDateTime("requested_at").toInstant(),
                finished);
    }

    private static Wanted wanted(Row row) {
        UUID connection = row.getUUID("connection_id");
        UUID readBy = row.getUUID("read_by");
        return new Wanted(
                connection == null ? null : new ConnectionId(connection),
                readBy == null ? null : new ApiKeyId(readBy),
                time(row, "read_from"),
                time(row, "read_to"));
    }

    private static @Nullable Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
