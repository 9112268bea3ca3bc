// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import io.agentauth.database.Database;
import io.agentauth.events.AccountEvent;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.EventCodec;
import io.agentauth.events.PublishedEvent;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The consumed log. Positions are drawn under one lock that is held until the commit, so that a reader who has seen a position has seen all
 * below it.
 */
@ApplicationScoped
class EventLogStore {
    private static final Logger LOG = Logger.getLogger(EventLogStore.class);
    private static final String TAKE_TURN = "select pg_advisory_xact_lock(hashtext('event_log'))";
    private static final String APPEND =
            """
            insert into event_log (event_id, environment_id, account_id, source, topic, subject, sequence, causation_id, occurred_at, type, data,
                                   actor, key_id)
            select t.event_id, t.environment_id, t.account_id, t.source, t.topic, t.subject, t.sequence, t.causation_id, t.occurred_at, t.type,
                   t.data, t.actor, t.key_id
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::uuid[], $9::timestamptz[],
                          $10::text[], $11::text[], $12::text[], $13::uuid[]) with ordinality
                as t(event_id, environment_id, account_id, source, topic, subject, sequence, causation_id, occurred_at, type, data, actor, key_id, n)
             where not exists (select from account a where a.id = t.account_id and a.environment_id <> t.environment_id)
             order by t.n
            on conflict (event_id) do nothing
            """;
    private static final String REFUSE =
            """
            insert into event_refused (event_id, environment_id, account_id, source, type)
            select t.event_id, t.environment_id, t.account_id, t.source, t.type
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) as t(event_id, environment_id, account_id, source, type)
              join account a on a.id = t.account_id and a.environment_id <> t.environment_id
            on conflict do nothing
            """;
    private static final String PAGE =
            """
            select position, event_id, environment_id, source, subject, sequence, causation_id, occurred_at, type, data
              from event_log
             where environment_id = $1 and position > $2
             order by position limit $3
            """;
    private static final String PAGE_OF_ACCOUNT =
            """
            select position, event_id, environment_id, source, subject, sequence, causation_id, occurred_at, type, data
              from event_log
             where account_id = $4 and environment_id = $1 and position > $2
             order by position limit $3
            """;
    private static final String KNOWN =
            "select 1 from account where id = $1 and environment_id = $2 and deleted_at is null";

    private final Database database;

    @Inject
    EventLogStore(Database database) {
        this.database = database;
    }

    /** An event with its place in the log. */
    record Logged(
            long position,
            EventId id,
            EnvironmentId environmentId,
            String source,
            String subject,
            long sequence,
            @Nullable EventId causationId,
            OffsetDateTime occurredAt,
            String type,
            String data) {}

    /** Appends what is new of {@code events}, and sets aside what names an account of another environment. */
    Uni<Void> append(List<PublishedEvent> events) {
        return database.asWorker(tx -> tx.query(TAKE_TURN)
                .execute()
                .chain(_ -> tx.preparedQuery(REFUSE).execute(refusable(events)))
                .invoke(refused -> complain(refused.rowCount()))
                .chain(_ -> tx.preparedQuery(APPEND).execute(parameters(events)))
                .replaceWithVoid());
    }

    private static void complain(int refused) {
        if (refused > 0) {
            LOG.errorf("%d events name an account of another environment; they are in event_refused", refused);
        }
    }

    private static Tuple refusable(List<PublishedEvent> events) {
        return Tuple.tuple()
                .addArrayOfUUID(uuids(events, event -> event.id().value()))
                .addArrayOfUUID(
                        uuids(events, event -> event.data().environmentId().value()))
                .addArrayOfUUID(uuids(events, event -> account(event.data())))
                .addArrayOfString(texts(events, PublishedEvent::source))
                .addArrayOfString(texts(events, event -> event.data().type()));
    }

    /** The environment's events behind {@code position}. */
    Uni<List<Logged>> page(EnvironmentId environment, long position, int limit) {
        return database.inEnvironment(environment, tx -> tx.preparedQuery(PAGE)
                .execute(Tuple.of(environment.value(), position, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(EventLogStore::logged)
                        .toList()));
    }

    /** The account's events behind {@code position}. */
    Uni<List<Logged>> page(EnvironmentId environment, AccountId account, long position, int limit) {
        return database.inEnvironment(environment, tx -> tx.preparedQuery(PAGE_OF_ACCOUNT)
                .execute(Tuple.of(environment.value(), position, limit, account.value()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(EventLogStore::logged)
                        .toList()));
    }

    /** Whether the environment has that account. */
    Uni<Boolean> isKnown(EnvironmentId environment, AccountId account) {
        return database.inEnvironment(environment, tx -> isKnown(tx, environment, account));
    }

    private static Uni<Boolean> isKnown(SqlConnection tx, EnvironmentId environment, AccountId account) {
        return tx.preparedQuery(KNOWN)
                .execute(Tuple.of(account.value(), environment.value()))
                .map(rows -> rows.size() > 0);
    }

    private static Logged logged(Row row) {
        UUID cause = row.getUUID("causation_id");
        return new Logged(
                row.getLong("position"),
                new EventId(row.getUUID("event_id")),
                new EnvironmentId(row.getUUID("environment_id")),
                row.getString("source"),
                row.getString("subject"),
                row.getLong("sequence"),
                cause == null ? null : new EventId(cause),
                row.getOffsetDateTime("occurred_at"),
                row.getString("type"),
                row.getString("data"));
    }

    private static Tuple parameters(List<PublishedEvent> events) {
        String[] data =
                events.stream().map(event -> EventCodec.toJson(event.data())).toArray(String[]::new);
        List<CausedBy> actors = Arrays.stream(data).map(CausedBy::of).toList();
        return Tuple.tuple()
                .addArrayOfUUID(uuids(events, event -> event.id().value()))
                .addArrayOfUUID(
                        uuids(events, event -> event.data().environmentId().value()))
                .addArrayOfUUID(uuids(events, event -> account(event.data())))
                .addArrayOfString(texts(events, PublishedEvent::source))
                .addArrayOfString(texts(events, event -> event.data().topic().topicName()))
                .addArrayOfString(texts(events, PublishedEvent::subject))
                .addArrayOfLong(events.stream().map(PublishedEvent::sequence).toArray(Long[]::new))
                .addArrayOfUUID(uuids(events, event -> {
                    EventId cause = event.causationId();
                    return cause == null ? null : cause.value();
                }))
                .addArrayOfOffsetDateTime(events.stream()
                        .map(event -> event.time().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfString(texts(events, event -> event.data().type()))
                .addArrayOfString(data)
                .addArrayOfString(texts(actors, CausedBy::kind))
                .addArrayOfUUID(uuids(actors, CausedBy::key));
    }

    /** Who caused an event, where its data says so. */
    private record CausedBy(@Nullable String kind, @Nullable UUID key) {
        static CausedBy of(String data) {
            JsonObject actor = new JsonObject(data).getJsonObject("actor");
            String key = actor == null ? null : actor.getString("key_id");
            return new CausedBy(
                    actor == null ? null : actor.getString("kind"),
                    key == null ? null : ApiKeyId.parse(key).value());
        }
    }

    private static @Nullable UUID account(AgentAuthEvent event) {
        return event instanceof AccountEvent about ? about.accountId().value() : null;
    }

    private static <T> @Nullable UUID[] uuids(List<T> of, Function<T, @Nullable UUID> read) {
        @Nullable UUID[] values = new UUID[of.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read.apply(of.get(i));
        }
        return values;
    }

    private static <T> @Nullable String[] texts(List<T> of, Function<T, @Nullable String> read) {
        @Nullable String[] values = new String[of.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read.apply(of.get(i));
        }
        return values;
    }
}
