// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static io.agentauth.outbox.OutboxFixture.events;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EventId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubscriberComponentTest {
    private OutboxFixture fixture;
    private Broker broker;
    private Recorder recorder;
    private ConsumerThread thread;

    @BeforeEach
    void start() throws Exception {
        fixture = new OutboxFixture();
        fixture.createTopics();
        broker = fixture.broker(fixture.servers.kafka());
        recorder = new Recorder();
        thread = new ConsumerThread(recorder, broker, new Quarantine(fixture.worker), fixture.config);
    }

    @AfterEach
    void stop() throws Exception {
        thread.askToStop();
        thread.awaitStop();
        fixture.close();
    }

    /** Notes the sequences of one account, and fails as often as it is told to. */
    private static final class Recorder implements EventSubscriber {
        private final String group = "test." + UUID.randomUUID();
        private final AccountId account = AccountId.next();
        private final ConcurrentLinkedQueue<Long> sequences = new ConcurrentLinkedQueue<>();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public String consumer() {
            return group;
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.of(Topic.ACCOUNTS);
        }

        @Override
        public Uni<Void> receive(List<PublishedEvent> events) {
            List<PublishedEvent> mine = events.stream()
                    .filter(event -> event.subject().equals(account.toString()))
                    .toList();
            if (!mine.isEmpty() && failures.getAndDecrement() > 0) {
                return Uni.createFrom().failure(new IllegalStateException("the database is away"));
            }
            mine.forEach(event -> sequences.add(event.sequence()));
            return Uni.createFrom().voidItem();
        }
    }

    @Test
    void aBatchThatFailsIsHandedOverAgain() throws Exception {
        // Given
        recorder.failures.set(2);
        fixture.append(events(recorder.account, 1, 10));
        fixture.relay(fixture.servers.kafka()).turn();

        // When
        thread.start();

        // Then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(recorder.sequences)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList()));
    }

    @Test
    void aRecordThatIsNoEventIsNotedAndTheNextOnesAreRead() throws Exception {
        // Given
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            producer.send(new ProducerRecord<>(
                            Topic.ACCOUNTS.topicName(),
                            recorder.account.toString().getBytes(UTF_8),
                            "no event".getBytes(UTF_8)))
                    .get();
        }
        fixture.append(events(recorder.account, 1, 2));
        fixture.relay(fixture.servers.kafka()).turn();

        // When
        thread.start();

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(recorder.sequences).containsExactly(1L, 2L));
        assertThat(fixture.count("quarantine where reason = 'no CloudEvents 1.0 type'"))
                .isPositive();
    }

    @Test
    @DisplayName(
            "R19: what was set aside is handed over again by a start that replays, as far as it is an event by now")
    void deadLettersAreReplayed() throws Exception {
        // Given
        fixture.append(events(recorder.account, 1, 2));
        fixture.relay(fixture.servers.kafka()).turn();
        Quarantine quarantine = new Quarantine(fixture.worker);
        OutboxFixture.await(quarantine.note(recorder.group, first(recorder.account), "of a later release"));
        ConsumerRecord<byte[], byte[]> gone =
                new ConsumerRecord<>(Topic.ACCOUNTS.topicName(), 0, 1_000_000_000L, new byte[0], new byte[0]);
        OutboxFixture.await(quarantine.note(recorder.group, gone, "not kept any more"));

        // When
        int taken = new DeadLetters(broker, quarantine).replay(recorder);

        // Then
        assertThat(taken).isEqualTo(1);
        assertThat(recorder.sequences).containsExactly(1L);
    }

    private ConsumerRecord<byte[], byte[]> first(AccountId account) {
        try (KafkaConsumer<byte[], byte[]> reader = broker.consumer("test." + UUID.randomUUID())) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.ACCOUNTS.partitions())
                    .mapToObj(partition -> new TopicPartition(Topic.ACCOUNTS.topicName(), partition))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
                reader.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (account.toString().equals(new String(record.key(), UTF_8))) {
                        found.compareAndSet(null, record);
                    }
                });
                return found.get() != null;
            });
            return found.get();
        }
    }

    @Test
    void theInboxGivesEachEventToAConsumerOnce() {
        // Given
        EventId first = EventId.next();
        EventId second = EventId.next();
        assertThat(claim("one", List.of(first))).containsExactly(first);

        // When, Then
        assertThat(claim("one", List.of(second, first, second))).containsExactly(second);
        assertThat(claim("one", List.of(first, second))).isEmpty();
        assertThat(claim("other", List.of(second, first))).containsExactly(second, first);
    }

    private List<EventId> claim(String consumer, List<EventId> ids) {
        return OutboxFixture.await(fixture.worker.withTransaction(tx -> fixture.inbox.claimNew(tx, consumer, ids)));
    }
}
