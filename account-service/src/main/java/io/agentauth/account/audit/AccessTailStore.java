// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.database.Database;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenRead;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Access records behind a position, and how far they were published. */
@ApplicationScoped
class AccessTailStore {
    static final String SOURCE = "/agent-auth/account-service";
    private static final String CLAIM =
            """
            update access_tail set owner = $1, until = now() + $2 * interval '1 second'
             where owner = $1 or until < now()
            returning xid::text, id
            """;
    // Below the oldest running transaction nothing can appear any more, so nothing is skipped. What was refused is no
    // read.
    private static final String NEXT =
            """
            select xid::text as xid, id, environment_id, account_id, connection_id, provider, slot, generation, version, key_id, read_at
              from access_record
             where (xid, id) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot()) and refused is null
             order by access_record.xid, id limit $3
            """;
    private static final String MOVE =
            "update access_tail set xid = $2::text::xid8, id = $3, until = now() + $4 * interval '1 second' where owner = $1";
    // A minute is exact enough, and spares an account that is read all the time a write each time.
    private static final String TOUCH =
            """
            update account a set last_used_at = u.read_at
              from (select account_id, max(read_at) as read_at
                      from unnest($1::uuid[], $2::timestamptz[]) as t(account_id, read_at) group by account_id) u
             where a.id = u.account_id and (a.last_used_at is null or a.last_used_at < u.read_at - interval '1 minute')
            """;

    private final Database database;

    @Inject
    AccessTailStore(Database database) {
        this.database = database;
    }

    /** A place in the order of access records. */
    record Position(String xid, UUID id) {}

    /** A record, as it is published. */
    record Tailed(Position position, PublishedEvent event) {}

    /** Where to go on, if this replica is the one that publishes. */
    Uni<Optional<Position>> claim(UUID owner, Duration lease) {
        return database.worker()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(owner, (double) lease.toSeconds()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Position(row.getString(0), row.getUUID(1)))
                        .findFirst());
    }

    Uni<List<Tailed>> next(Position after, int limit) {
        return database.worker()
                .preparedQuery(NEXT)
                .execute(Tuple.of(after.xid(), after.id(), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AccessTailStore::tailed)
                        .toList());
    }

    /** Notes that everything up to {@code position} was acknowledged. */
    Uni<Void> published(UUID owner, List<Tailed> records, Duration lease) {
        Position last = records.getLast().position();
        return database.worker()
                .preparedQuery(MOVE)
                .execute(Tuple.of(owner, last.xid(), last.id(), (double) lease.toSeconds()))
                .replaceWithVoid();
    }

    /** Notes when accounts were last used. */
    Uni<Void> touch(List<Tailed> records) {
        return database.worker()
                .preparedQuery(TOUCH)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(records.stream()
                                .map(one -> ((TokenRead) one.event().data())
                                        .accountId()
                                        .value())
                                .toArray(UUID[]::new))
                        .addArrayOfOffsetDateTime(records.stream()
                                .map(one -> one.event().time().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new)))
                .replaceWithVoid();
    }

    private static Tailed tailed(Row row) {
        TokenRead read = new TokenRead(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("slot"),
                row.getLong("generation"),
                row.getLong("version"),
                new ApiKeyId(row.getUUID("key_id")));
        String xid = row.getString("xid");
        return new Tailed(
                new Position(xid, row.getUUID("id")),
                new PublishedEvent(
                        new EventId(row.getUUID("id")),
                        row.getOffsetDateTime("read_at").toInstant(),
                        SOURCE,
                        read.key(),
                        Long.parseLong(xid),
                        null,
                        read));
    }
}
