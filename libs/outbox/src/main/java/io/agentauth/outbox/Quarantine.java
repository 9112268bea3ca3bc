// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where records are noted that are no event by the contract: where each lies and why, never what it holds. */
@ApplicationScoped
class Quarantine {
    private static final String NOTE =
            """
            insert into quarantine (consumer, topic, partition, record_offset, reason) values ($1, $2, $3, $4, $5)
            on conflict do nothing
            """;

    private static final String OF =
            "select topic, partition, record_offset from quarantine where consumer = $1 order by quarantined_at, topic, partition, record_offset";

    private final Pool pool;

    @Inject
    Quarantine(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** Where a record lies. */
    record Place(TopicPartition partition, long offset) {}

    /** What was set aside for a consumer, the oldest first. */
    Uni<List<Place>> of(String consumer) {
        return pool.preparedQuery(OF).execute(Tuple.of(consumer)).map(rows -> {
            List<Place> places = new ArrayList<>(rows.size());
            for (Row row : rows) {
                places.add(new Place(
                        new TopicPartition(row.getString("topic"), row.getInteger("partition")),
                        row.getLong("record_offset")));
            }
            return places;
        });
    }

    Uni<Void> note(String consumer, ConsumerRecord<?, ?> record, String reason) {
        return pool.preparedQuery(NOTE)
                .execute(Tuple.of(consumer, record.topic(), record.partition(), record.offset(), reason))
                .replaceWithVoid();
    }
}
