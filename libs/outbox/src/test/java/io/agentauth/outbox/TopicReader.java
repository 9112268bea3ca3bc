// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.events.EventCodec;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A plain subscriber: reads a topic from its beginning and keeps every copy in the order of arrival. */
final class TopicReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> subjects;
    private final List<PublishedEvent> seen = new ArrayList<>();

    TopicReader(String bootstrapServers, Topic topic, Set<String> subjects) {
        this.subjects = subjects;
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads until {@code enough}, and gives back every copy of the wanted subjects; fails after half a minute. */
    List<PublishedEvent> readUntil(Predicate<List<PublishedEvent>> enough) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!enough.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + seen.size() + " copies of the wanted events came");
            }
            consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                Map<String, String> headers = new HashMap<>();
                record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                if (EventCodec.decode(headers, record.value()) instanceof EventCodec.Decoded.Event(PublishedEvent event)
                        && subjects.contains(event.subject())) {
                    seen.add(event);
                }
            });
        }
        return seen;
    }

    /** Reads until there are {@code number} different events. */
    List<PublishedEvent> readDistinct(int number) {
        return readUntil(events -> distinct(events).size() >= number);
    }

    static List<PublishedEvent> distinct(List<PublishedEvent> events) {
        return new ArrayList<>(events.stream()
                .collect(Collectors.toMap(
                        PublishedEvent::id, event -> event, (first, again) -> first, java.util.LinkedHashMap::new))
                .values());
    }

    /** The sequences of each subject, in the order in which their first copies came. */
    static Map<String, List<Long>> sequences(List<PublishedEvent> events) {
        return distinct(events).stream()
                .collect(Collectors.groupingBy(
                        PublishedEvent::subject, Collectors.mapping(PublishedEvent::sequence, Collectors.toList())));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
