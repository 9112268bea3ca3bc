// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.events.EventCodec;
import io.agentauth.events.EventCodec.Decoded;
import io.agentauth.events.PublishedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jboss.logging.Logger;

/**
 * Hands what was set aside to its subscriber once more (rule R19): a release that knows more, or a producer that was put right, can make an
 * event of what was none. Only events are ever set aside, never tokens. It may be repeated: subscribers know what they had.
 */
final class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration SQL_MAX = Duration.ofSeconds(10);
    private static final Duration READ_MAX = Duration.ofSeconds(10);
    private static final Duration RECEIVE_MAX = Duration.ofSeconds(60);

    private final Broker broker;
    private final Quarantine quarantine;

    DeadLetters(Broker broker, Quarantine quarantine) {
        this.broker = broker;
        this.quarantine = quarantine;
    }

    /** Returns how many were taken. The others are no events still, or are not kept any more. */
    int replay(EventSubscriber subscriber) throws InterruptedException, ExecutionException, TimeoutException {
        List<Quarantine.Place> places = Blocking.get(quarantine.of(subscriber.consumer()), SQL_MAX);
        if (places.isEmpty()) {
            return 0;
        }
        int taken = 0;
        try (KafkaConsumer<byte[], byte[]> reader = broker.consumer(subscriber.consumer() + ".replay")) {
            for (Quarantine.Place place : places) {
                Optional<PublishedEvent> event = read(reader, place);
                if (event.isPresent()) {
                    var _ = Blocking.get(subscriber.receive(List.of(event.get())), RECEIVE_MAX);
                    taken++;
                }
            }
        }
        LOG.infof("%s: %d of %d dead letters were handed over", subscriber.consumer(), taken, places.size());
        return taken;
    }

    private static Optional<PublishedEvent> read(KafkaConsumer<byte[], byte[]> reader, Quarantine.Place place) {
        reader.assign(List.of(place.partition()));
        reader.seek(place.partition(), place.offset());
        return reader.poll(READ_MAX).records(place.partition()).stream()
                .filter(record -> record.offset() == place.offset())
                .findFirst()
                .flatMap(DeadLetters::event);
    }

    private static Optional<PublishedEvent> event(ConsumerRecord<byte[], byte[]> record) {
        return EventCodec.decode(ConsumerThread.headers(record), record.value()) instanceof Decoded.Event(var event)
                ? Optional.of(event)
                : Optional.empty();
    }
}
