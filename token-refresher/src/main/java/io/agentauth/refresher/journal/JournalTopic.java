// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.journal;

import io.agentauth.ids.GrantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic behind the journal: its configuration and its clients. All calls block. */
final class JournalTopic {
    static final String NAME = "token-journal";

    private static final int PARTITIONS = 6;
    private static final Duration CALL_MAX = Duration.ofSeconds(10);

    private final Map<String, Object> connection;
    private volatile boolean exists;

    JournalTopic(Map<String, Object> connection) {
        this.connection = connection;
    }

    /** Creates it if it is not there: compacted by grant, so that it holds one entry a grant in the long run. */
    void require() throws InterruptedException, ExecutionException, TimeoutException {
        if (exists) {
            return;
        }
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
        try (Admin admin = Admin.create(settings)) {
            NewTopic topic = new NewTopic(NAME, Optional.of(PARTITIONS), Optional.empty())
                    .configs(Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.3"));
            admin.createTopics(List.of(topic)).all().get(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        exists = true;
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16_777_216L);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The latest entry of each grant among those written since {@code from}. */
    Map<GrantId, JournalEntry> read(Instant from) throws InterruptedException, ExecutionException, TimeoutException {
        require();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(NAME)) {
                partitions.add(new TopicPartition(NAME, partition.partition()));
            }
            consumer.assign(partitions);
            return read(consumer, from, consumer.endOffsets(partitions));
        }
    }

    /** Reads all that is there now, or of each partition the last {@code most} records. */
    JournalReader reader(long most) throws InterruptedException, ExecutionException, TimeoutException {
        require();
        return new JournalReader(consumer(), NAME, most);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL_MAX.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<GrantId, JournalEntry> read(
            KafkaConsumer<byte[], byte[]> consumer, Instant from, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        ends.keySet().forEach(partition -> starts.put(partition, from.toEpochMilli()));
        consumer.offsetsForTimes(starts)
                .forEach((partition, found) ->
                        consumer.seek(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        Map<GrantId, JournalEntry> latest = new HashMap<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                JournalEntry.parse(record.value())
                        .filter(entry -> entry.attemptId() != null)
                        .ifPresent(entry -> latest.put(entry.grantId(), entry));
            }
        }
        return latest;
    }
}
