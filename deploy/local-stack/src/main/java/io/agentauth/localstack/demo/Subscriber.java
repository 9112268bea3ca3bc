// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.demo.Transcript.NotHeld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A plain Kafka consumer with a new group that reads every topic of the product from its beginning, and knows nothing else about it. */
public final class Subscriber implements AutoCloseable {
    private static final Pattern TOPICS = Pattern.compile("agent-auth\\..*\\.v1");
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, String> consumer;
    private final List<Event> events = new ArrayList<>();

    /** One event, by its CloudEvents attributes. */
    public record Event(
            String topic, String type, String source, String subject, long sequence, String id, String data) {}

    public Subscriber(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", "demo-" + UUID.randomUUID(),
                        "auto.offset.reset", "earliest",
                        "metadata.max.age.ms", "1000",
                        "enable.auto.commit", "true"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(TOPICS);
    }

    /** Reads on until {@code enough}, and gives back all that was read so far. */
    public List<Event> readUntil(Predicate<List<Event>> enough, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!enough.test(events)) {
            if (System.nanoTime() > deadline) {
                throw new NotHeld("after " + most.toSeconds() + " s Kafka still lacks events; it has "
                        + events.stream().map(Event::type).toList());
            }
            consumer.poll(POLL).forEach(record -> events.add(event(record)));
        }
        return List.copyOf(events);
    }

    private static Event event(ConsumerRecord<String, String> record) {
        return new Event(
                record.topic(),
                header(record, "ce_type"),
                header(record, "ce_source"),
                header(record, "ce_subject"),
                Long.parseLong(header(record, "ce_sequence")),
                header(record, "ce_id"),
                record.value());
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new NotHeld("an event in " + record.topic() + " has no header " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
