// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.events.EventCodec;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenExpiring;
import io.agentauth.events.Topic;
import io.agentauth.ids.EventId;
import io.agentauth.localstack.LocalStack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Announces due tokens as account-service would, several to one replica at once. */
final class Hints implements AutoCloseable {
    private static final String LISTENERS = "token-refresher.renewal";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;

    Hints(LocalStack stack) {
        // Nothing leaves before it is flushed: what is sent together is one batch, and is read as one.
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka(), ProducerConfig.LINGER_MS_CONFIG, 30_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()));
    }

    /** A partition of each replica that listens. */
    List<Integer> listeners() throws ExecutionException, InterruptedException {
        List<Integer> partitions = new ArrayList<>();
        for (var member : admin.describeConsumerGroups(List.of(LISTENERS))
                .describedGroups()
                .get(LISTENERS)
                .get()
                .members()) {
            member.assignment().topicPartitions().stream()
                    .filter(partition -> partition.topic().equals(Topic.ACCOUNTS.topicName()))
                    .map(TopicPartition::partition)
                    .findFirst()
                    .ifPresent(partitions::add);
        }
        return partitions;
    }

    /** To whoever reads that partition. */
    void send(List<TokenExpiring> due, int partition) {
        due.forEach(one -> send(one, partition));
        producer.flush();
    }

    private void send(TokenExpiring due, int partition) {
        String account = due.accountId().toString();
        PublishedEvent event =
                new PublishedEvent(EventId.next(), Instant.now(), "/agent-auth/account-service", account, 1, null, due);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.ACCOUNTS.topicName(),
                partition,
                account.getBytes(UTF_8),
                EventCodec.toJson(due).getBytes(UTF_8));
        EventCodec.headers(event).forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        var _ = producer.send(record);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
