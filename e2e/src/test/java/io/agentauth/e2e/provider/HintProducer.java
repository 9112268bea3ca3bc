// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import io.agentauth.e2e.support.Application;
import io.agentauth.events.EventCodec;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenExpiring;
import io.agentauth.events.Topic;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.localstack.LocalStack;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes TokenExpiring as account-service would, but as often as it likes, and into every partition, so that every replica hears it. */
final class HintProducer implements AutoCloseable {
    private static final String LISTENERS = "token-refresher.renewal";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final EnvironmentId environment;
    private final ConnectionId connection;
    private final Map<TopicPartition, Long> last = new HashMap<>();

    HintProducer(LocalStack stack, Application application) {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(settings);
        environment = EnvironmentId.parse(stack.environmentId());
        connection = ConnectionId.parse(application.connectionId());
    }

    /** How many replicas have partitions of the topic. */
    long listeners() throws ExecutionException, InterruptedException {
        return admin
                .describeConsumerGroups(java.util.List.of(LISTENERS))
                .describedGroups()
                .get(LISTENERS)
                .get()
                .members()
                .stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    /** One event about the account's first token, {@code copies} times in each partition. */
    void send(String account, int copies) {
        AccountId subject = AccountId.parse(account);
        TokenExpiring data =
                new TokenExpiring(environment, subject, connection, "emulator", "default", 1, 1, Instant.now());
        PublishedEvent event = new PublishedEvent(
                EventId.next(), Instant.now(), "/agent-auth/account-service", account, 1, null, data);
        for (int partition = 0; partition < Topic.ACCOUNTS.partitions(); partition++) {
            for (int copy = 0; copy < copies; copy++) {
                send(event, partition);
            }
        }
        producer.flush();
    }

    private void send(PublishedEvent event, int partition) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.ACCOUNTS.topicName(), partition, bytes(event.subject()), bytes(EventCodec.toJson(event.data())));
        EventCodec.headers(event).forEach((name, value) -> record.headers().add(name, bytes(value)));
        var _ = producer.send(record, (sent, failure) -> {
            if (failure == null) {
                synchronized (last) {
                    last.merge(new TopicPartition(sent.topic(), sent.partition()), sent.offset(), Math::max);
                }
            }
        });
    }

    /** Whether the listeners have handled every hint. */
    boolean areHeard() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> handled =
                admin.listConsumerGroupOffsets(LISTENERS).partitionsToOffsetAndMetadata().get().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().offset()));
        synchronized (last) {
            return last.size() == Topic.ACCOUNTS.partitions()
                    && last.entrySet().stream()
                            .allMatch(sent -> handled.getOrDefault(sent.getKey(), 0L) > sent.getValue());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
