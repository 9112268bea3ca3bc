// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.events.EventCodec;
import io.agentauth.events.PublishedEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends access records to their topic, and knows when the broker has them. For one thread; it may block. */
@ApplicationScoped
class AccessTopic {
    private static final int LINGER_MS = 20;

    private final Map<String, Object> connection;
    private final Duration acknowledgement;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    @Inject
    AccessTopic(@Identifier("default-kafka-broker") Map<String, Object> connection, AccessConfig config) {
        this.connection = connection;
        this.acknowledgement = config.acknowledgement();
    }

    /** Returns when all of {@code events} are acknowledged. */
    void publish(List<PublishedEvent> events) throws InterruptedException, ExecutionException, TimeoutException {
        KafkaProducer<byte[], byte[]> sending = require();
        long until = System.nanoTime() + acknowledgement.toNanos();
        List<Future<?>> sent = new ArrayList<>(events.size());
        for (PublishedEvent event : events) {
            sent.add(sending.send(toRecord(event)));
        }
        sending.flush();
        for (Future<?> one : sent) {
            var _ = one.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private static ProducerRecord<byte[], byte[]> toRecord(PublishedEvent event) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                event.data().topic().topicName(),
                event.subject().getBytes(UTF_8),
                EventCodec.toJson(event.data()).getBytes(UTF_8));
        EventCodec.headers(event).forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        return message;
    }

    private synchronized KafkaProducer<byte[], byte[]> require() {
        KafkaProducer<byte[], byte[]> made = producer;
        if (made == null) {
            made = new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = made;
        }
        return made;
    }

    private Map<String, Object> settings() {
        int withinMs = Math.toIntExact(acknowledgement.toMillis());
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, withinMs / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, withinMs);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, withinMs / 2);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
