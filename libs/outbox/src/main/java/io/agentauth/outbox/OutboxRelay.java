// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.ids.EventId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what waits in the outbox: holds shards by a lease row, reads in the order of the queue, sends, awaits the acknowledgements, and
 * then deletes. No transaction is open meanwhile.
 *
 * <p>Order per key holds whoever relays. A key's events enter the queue in the order of their commits; each relay sends a key's events in that
 * order and none before all earlier ones of the key were sent by itself or acknowledged. So the first copy of each event is in order; further
 * copies (a relay that died between acknowledgement and deletion) are the consumers' inbox's business. The lease saves work, nothing rests on it.
 *
 * <p>Used by one thread only.
 */
final class OutboxRelay implements AutoCloseable {
    private static final Duration SQL_MAX = Duration.ofSeconds(10);

    private final UUID owner = EventId.next().value();
    private final OutboxQueue queue;
    private final Broker broker;
    private final OutboxConfig config;
    private final Counter published;
    private List<Short> shards = List.of();
    private long heldAt;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    OutboxRelay(OutboxQueue queue, Broker broker, OutboxConfig config, MeterRegistry metrics) {
        this.queue = queue;
        this.broker = broker;
        this.config = config;
        this.published = metrics.counter("agentauth.outbox.published");
    }

    /** One turn. @return how many events it published; what failed stays in the queue and is thrown about */
    int turn() throws InterruptedException, ExecutionException, TimeoutException {
        broker.requireTopics();
        List<Queued> batch = read();
        if (!batch.isEmpty()) {
            delete(send(batch));
        }
        return batch.size();
    }

    List<Queued> read() throws InterruptedException, ExecutionException, TimeoutException {
        if (shards.isEmpty() || System.nanoTime() - heldAt > config.lease().toNanos() / 3) {
            shards = Blocking.get(queue.hold(owner, config.lease()), SQL_MAX);
            heldAt = System.nanoTime();
        }
        return shards.isEmpty() ? List.of() : Blocking.get(queue.read(shards, config.batch()), SQL_MAX);
    }

    /** Sends the batch and returns what may be deleted: the events of every key of which nothing failed. */
    Sent send(List<Queued> batch) throws InterruptedException {
        KafkaProducer<byte[], byte[]> to = producer();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Future<RecordMetadata>> pending = new ArrayList<>(batch.size());
        for (Queued event : batch) {
            if (failure.get() != null) {
                break;
            }
            try {
                pending.add(to.send(event.toRecord(config.source()), (metadata, exception) -> {
                    if (exception != null && failure.compareAndSet(null, exception)) {
                        // What was not sent yet must not be sent behind a failed event of the same key.
                        to.close(Duration.ZERO);
                    }
                }));
            } catch (KafkaException | IllegalStateException e) {
                failure.compareAndSet(null, e);
            }
        }
        return settle(batch, pending, failure);
    }

    private Sent settle(
            List<Queued> batch, List<Future<RecordMetadata>> pending, AtomicReference<@Nullable Exception> failure)
            throws InterruptedException {
        Set<String> failedKeys = new HashSet<>();
        List<Long> acknowledged = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Queued event = batch.get(i);
            if (!failedKeys.contains(event.key()) && i < pending.size() && acknowledged(pending.get(i))) {
                acknowledged.add(event.position());
            } else {
                failedKeys.add(event.key());
            }
        }
        if (!failedKeys.isEmpty()) {
            abandonProducer();
        }
        return new Sent(acknowledged, failedKeys.isEmpty() ? null : failure.get());
    }

    private boolean acknowledged(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            var _ = sent.get(config.acknowledgement().toMillis() * 2, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    void delete(Sent sent) throws InterruptedException, ExecutionException, TimeoutException {
        if (!sent.positions().isEmpty()) {
            var _ = Blocking.get(queue.delete(sent.positions()), SQL_MAX);
            published.increment(sent.positions().size());
        }
        if (sent.failure() != null) {
            throw new ExecutionException("Kafka did not take every event", sent.failure());
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = broker.producer();
        }
        return producer;
    }

    /** After any failure: whatever the old producer still holds is dropped, the queue has it. */
    void abandonProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Lets another replica take over at once. */
    @Override
    public void close() {
        abandonProducer();
        try {
            var _ = Blocking.get(queue.release(owner), Duration.ofSeconds(2));
        } catch (ExecutionException | TimeoutException e) {
            // The lease ends by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the broker acknowledged, and why the rest failed, if it did. */
    record Sent(List<Long> positions, @Nullable Exception failure) {}
}
