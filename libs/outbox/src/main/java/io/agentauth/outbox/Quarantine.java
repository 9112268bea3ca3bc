// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records are noted that are no event by the contract: where each lies and why, never what it holds. */
@ApplicationScoped
class Quarantine {
    private static final String NOTE =
            """
            insert into quarantine (consumer, topic, partition, record_offset, reason) values ($1, $2, $3, $4, $5)
            on conflict do nothing
            """;

    private final Pool pool;

    @Inject
    Quarantine(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    Uni<Void> note(String consumer, ConsumerRecord<?, ?> record, String reason) {
        return pool.preparedQuery(NOTE)
                .execute(Tuple.of(consumer, record.topic(), record.partition(), record.offset(), reason))
                .replaceWithVoid();
    }
}
