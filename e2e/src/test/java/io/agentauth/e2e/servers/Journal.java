// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    private Journal() {}

    /** Waits for an entry about the token of {@code account} that has that version or a later one, and returns the latest. */
    static String awaitEntryOf(String bootstrapServers, String account, long version) {
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
                            entry[0] = isOf(record.value(), account, version) ? record.value() : entry[0];
                        }
                        return !entry[0].isEmpty();
                    });
        }
        return entry[0];
    }

    private static boolean isOf(String entry, String account, long version) {
        try {
            JsonNode read = JSON.readTree(entry);
            return read.path("account_id").asText().equals(account)
                    && read.path("version").asLong() >= version;
        } catch (JacksonException e) {
            throw new IllegalStateException("the journal has an entry that is no JSON", e);
        }
    }
}
