// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.events.EventCodec;
import io.agentauth.events.EventCodec.Decoded;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads for one subscriber: polls, decodes, hands over, and commits what was taken, a few times a second. A batch that fails is read again after a pause, so nothing
 * is skipped; a record that cannot be decoded is noted in quarantine and skipped, because no repetition heals it.
 */
final class ConsumerThread {
    private static final Logger LOG = Logger.getLogger(ConsumerThread.class);
    private static final Duration POLL = Duration.ofSeconds(5);
    /** Subscribers know what they had already, so offsets need not be stored for every few events: that costs more than the events. */
    private static final Duration COMMIT_EVERY = Duration.ofMillis(250);

    private static final Duration RECEIVE_MAX = Duration.ofSeconds(60);
    private static final Duration SQL_MAX = Duration.ofSeconds(10);
    /** For leaving the group. A fetch that waits for records would keep the consumer open until the broker answers it. */
    private static final Duration CLOSE_MAX = Duration.ofMillis(500);

    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final EventSubscriber subscriber;
    private final Broker broker;
    private final Quarantine quarantine;
    private final DeadLetters deadLetters;
    private final Backoff backoff;
    private boolean replaying;
    private volatile boolean stopped;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;
    private boolean trouble;
    private boolean uncommitted;
    private long committedAt;

    ConsumerThread(EventSubscriber subscriber, Broker broker, Quarantine quarantine, OutboxConfig config) {
        this.subscriber = subscriber;
        this.broker = broker;
        this.quarantine = quarantine;
        this.deadLetters = new DeadLetters(broker, quarantine);
        this.replaying = config.replayAtStart();
        this.backoff = new Backoff(config.backoffMax());
    }

    void start() {
        thread = Thread.ofPlatform()
                .name("consumer-" + subscriber.consumer())
                .daemon()
                .start(this::run);
    }

    /** What it reads is finished; where it has not come to read there is nothing to finish. */
    void askToStop() {
        stopped = true;
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        } else if (thread != null) {
            thread.interrupt();
        }
    }

    void awaitStop() throws InterruptedException {
        if (thread != null && !thread.join(STOP_MAX)) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped) {
                consume();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As long as one Kafka consumer lives; what breaks it costs a pause and a new one. */
    private void consume() throws InterruptedException {
        try {
            broker.requireTopics();
            if (replaying) {
                var _ = deadLetters.replay(subscriber);
                replaying = false;
            }
            KafkaConsumer<byte[], byte[]> polling = broker.consumer(subscriber.consumer());
            try {
                consumer = polling;
                polling.subscribe(
                        subscriber.topics().stream().map(Topic::topicName).toList());
                uncommitted = false;
                while (!stopped) {
                    take(polling);
                }
                commit(polling);
            } finally {
                consumer = null;
                polling.close(CloseOptions.timeout(CLOSE_MAX));
            }
        } catch (WakeupException e) {
            // Asked to stop.
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            failed(e);
            Thread.sleep(backoff.next());
        }
    }

    private void take(KafkaConsumer<byte[], byte[]> from) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = from.poll(uncommitted ? COMMIT_EVERY : POLL);
        if (records.isEmpty()) {
            commit(from);
            return;
        }
        try (BatchSpans spans = BatchSpans.of(subscriber.consumer(), records)) {
            List<PublishedEvent> events = decode(records);
            if (!events.isEmpty()) {
                var _ = Blocking.get(subscriber.receive(events), RECEIVE_MAX);
            }
            spans.succeeded();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            failed(e);
            readAgain(from, records);
            Thread.sleep(backoff.next());
            return;
        }
        uncommitted = true;
        if (System.nanoTime() - committedAt >= COMMIT_EVERY.toNanos()) {
            commit(from);
        }
        recovered();
    }

    private void commit(KafkaConsumer<byte[], byte[]> from) {
        if (uncommitted) {
            from.commitSync();
            uncommitted = false;
            committedAt = System.nanoTime();
        }
    }

    private static void readAgain(KafkaConsumer<byte[], byte[]> from, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            if (from.assignment().contains(partition)) {
                from.seek(partition, records.records(partition).getFirst().offset());
            }
        }
    }

    private List<PublishedEvent> decode(ConsumerRecords<byte[], byte[]> records)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<PublishedEvent> events = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (EventCodec.decode(headers(record), record.value())) {
                case Decoded.Event(PublishedEvent event) -> events.add(event);
                case Decoded.UnknownType(String type) -> LOG.debugf("skipped an event of a type of a later release");
                case Decoded.Undecodable(String reason) -> setAside(record, reason);
            }
        }
        return events;
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, String reason)
            throws InterruptedException, ExecutionException, TimeoutException {
        LOG.warnf(
                "%s: %s-%d@%d is no event: %s",
                subscriber.consumer(), record.topic(), record.partition(), record.offset(), reason);
        var _ = Blocking.get(quarantine.note(subscriber.consumer(), record, reason), SQL_MAX);
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            byte[] value = header.value();
            if (value != null) {
                headers.put(header.key(), new String(value, UTF_8));
            }
        }
        return headers;
    }

    private void failed(Exception e) {
        if (!trouble) {
            trouble = true;
            LOG.warnf(e, "%s: events wait until they can be handled", subscriber.consumer());
        }
    }

    private void recovered() {
        backoff.reset();
        if (trouble) {
            trouble = false;
            LOG.infof("%s: events are handled again", subscriber.consumer());
        }
    }
}
