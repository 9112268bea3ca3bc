// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What token-refresher keeps of new tokens beside its database: the topic {@code token-journal}. */
final class Journal {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(30);

    private Journal() {}

    /** Waits for the latest entry about {@code account}. */
    static String awaitEntryOf(String bootstrapServers, String account) {
        String[] entry = {""};
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        "journal-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest",
                        "metadata.max.age.ms",
                        "1000"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("token-journal"));
            await("a journal entry of " + account)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .atMost(MOST)
                    .until(() -> {
                        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                            entry[0] = record.value().contains(account) ? record.value() : entry[0];
                        }
                        return !entry[0].isEmpty();
                    });
        }
        return entry[0];
    }
}
