// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.events.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients, with the settings that order and safety rest on. Connection settings come from {@code kafka.*}. */
@ApplicationScoped
class Broker {
    private final Map<String, Object> connection;
    private final OutboxConfig config;
    private volatile boolean topicsExist;

    @Inject
    Broker(@Identifier("default-kafka-broker") Map<String, Object> connection, OutboxConfig config) {
        this.connection = connection;
        this.config = config;
    }

    /** Creates the topics that are missing, each with its own configuration. Returns at once when that was done before. */
    synchronized void requireTopics() throws InterruptedException, ExecutionException, TimeoutException {
        if (topicsExist) {
            return;
        }
        Map<String, Object> settings = new HashMap<>(connection);
        int acknowledgementMs = Math.toIntExact(config.acknowledgement().toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, acknowledgementMs / 2);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, acknowledgementMs);
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing = admin.listTopics().names().get(adminCallMs(), TimeUnit.MILLISECONDS);
            List<NewTopic> missing = Arrays.stream(Topic.values())
                    .filter(topic -> !existing.contains(topic.topicName()))
                    .map(this::newTopic)
                    .toList();
            if (!missing.isEmpty()) {
                create(admin, missing);
            }
            topicsExist = true;
        }
    }

    private void create(Admin admin, List<NewTopic> missing)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get(adminCallMs(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                // Another service was faster: services start in any order.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    /** The client gives up first, and says why. */
    private long adminCallMs() {
        return 2 * config.acknowledgement().toMillis();
    }

    private NewTopic newTopic(Topic topic) {
        Optional<Short> replicas = config.topicReplicas() < 1 ? Optional.empty() : Optional.of(config.topicReplicas());
        return new NewTopic(topic.topicName(), Optional.of(topic.partitions()), replicas).configs(topic.configs());
    }

    /** A producer that never reorders and never loses what it acknowledged. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(connection);
        int acknowledgementMs = Math.toIntExact(config.acknowledgement().toMillis());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // Well below any topic's max.message.bytes: Kafka limits the batch, and a batch that is too large is never
        // split below this.
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 49_152);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16_777_216L);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, acknowledgementMs / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, acknowledgementMs);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, acknowledgementMs / 2);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer that starts at the earliest event and commits only when it is told to. */
    KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.consumerBatch());
        // The broker answers at once when there is something; asking again twice a second only costs both sides.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
