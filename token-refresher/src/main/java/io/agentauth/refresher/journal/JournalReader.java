// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Reads the journal from a place up to where it ended when the reading began. All calls block; one at a time. */
final class JournalReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    /** Begins {@code most} records before the end of each partition, or at its beginning. Takes {@code consumer} over. */
    JournalReader(KafkaConsumer<byte[], byte[]> consumer, String topic, long most) {
        this.consumer = consumer;
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo partition : consumer.partitionsFor(topic)) {
            partitions.add(new TopicPartition(topic, partition.partition()));
        }
        consumer.assign(partitions);
        ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions)
                .forEach((partition, first) ->
                        consumer.seek(partition, Math.max(first, ends.getOrDefault(partition, 0L) - most)));
    }

    /** The next entries; none at the end. Fails after half a minute in which nothing came. */
    List<JournalEntry> next() throws TimeoutException {
        long since = System.nanoTime();
        while (!isAtTheEnd()) {
            List<JournalEntry> entries = new ArrayList<>();
            long before = position();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                JournalEntry.parse(record.value()).ifPresentOrElse(entries::add, () -> unreadable(record));
            }
            if (!entries.isEmpty()) {
                return entries;
            }
            if (position() > before) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since > SILENCE_MAX.toNanos()) {
                throw new TimeoutException("the token journal is silent");
            }
        }
        return List.of();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static void unreadable(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null) {
            LOG.warnf("the token journal has an unreadable entry at %d/%d", record.partition(), record.offset());
        }
    }

    private boolean isAtTheEnd() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private long position() {
        return ends.keySet().stream().mapToLong(consumer::position).sum();
    }
}
