// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.EventCodec;
import io.agentauth.ids.EventId;
import io.agentauth.telemetry.TraceContext;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records events in the transaction of the change that they tell of, so that both commit or neither does; the relay publishes them after
 * the commit. What is published carries the trace that it was recorded in.
 */
@ApplicationScoped
public class Outbox {
    static final int SHARDS = 16;

    // Keys are locked in their order, so that two transactions that share keys cannot wait for each other.
    private static final String APPEND =
            """
            with new as (
                select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::smallint[])
                    with ordinality as t(id, environment_id, topic, key, type, causation_id, data, shard, n)
            ), counted as (
                insert into event_sequence as s (key, last)
                select key, count(*) from new group by key order by key
                on conflict (key) do update set last = s.last + excluded.last
                returning key, last
            ), numbered as (
                select new.*,
                       counted.last - count(*) over (partition by new.key)
                           + row_number() over (partition by new.key order by new.n) as sequence
                  from new join counted on counted.key = new.key
            ), recorded as (
                insert into event (id, environment_id, topic, key, sequence, type, causation_id, occurred_at, data)
                select id, environment_id, topic, key, sequence, type, causation_id, clock_timestamp(), data from numbered
            )
            insert into outbox (shard, event_id, traceparent) select shard, id, $9::text from numbered order by n
            """;

    private final Wakeup wakeup;

    @Inject
    Outbox(Wakeup wakeup) {
        this.wakeup = wakeup;
    }

    /**
     * Appends {@code events}, in their order, in the caller's transaction {@code tx}. One statement whatever their number.
     *
     * <p>It locks the sequence of each key until the transaction ends, which is what keeps a key's events in the order of their commits.
     * So append late in the transaction, and once: two calls in one transaction may meet another's in the wrong order and deadlock.
     *
     * @return the ids, in the order of {@code events}
     */
    public Uni<List<EventId>> append(SqlConnection tx, List<NewEvent> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        List<EventId> ids = events.stream().map(event -> EventId.next()).toList();
        return tx.preparedQuery(APPEND)
                .execute(parameters(ids, events))
                .invoke(wakeup::signal)
                .replaceWith(ids);
    }

    /** Publish now: to be called after the commit where it matters. Without it events leave within a poll interval. */
    public void wake() {
        wakeup.signal();
    }

    static short shardOf(String key) {
        return (short) Math.floorMod(key.hashCode(), SHARDS);
    }

    private static Tuple parameters(List<EventId> ids, List<NewEvent> events) {
        int size = events.size();
        UUID[] id = new UUID[size];
        UUID[] environment = new UUID[size];
        String[] topic = new String[size];
        String[] key = new String[size];
        String[] type = new String[size];
        @Nullable UUID[] cause = new UUID[size];
        String[] data = new String[size];
        Short[] shard = new Short[size];
        for (int i = 0; i < size; i++) {
            AgentAuthEvent event = events.get(i).event();
            EventId causation = events.get(i).causationId();
            id[i] = ids.get(i).value();
            environment[i] = event.environmentId().value();
            topic[i] = event.topic().topicName();
            key[i] = event.key();
            type[i] = event.type();
            cause[i] = causation == null ? null : causation.value();
            data[i] = EventCodec.toJson(event);
            shard[i] = shardOf(key[i]);
        }
        return Tuple.tuple()
                .addArrayOfUUID(id)
                .addArrayOfUUID(environment)
                .addArrayOfString(topic)
                .addArrayOfString(key)
                .addArrayOfString(type)
                .addArrayOfUUID(cause)
                .addArrayOfString(data)
                .addArrayOfShort(shard)
                .addString(TraceContext.current());
    }
}
