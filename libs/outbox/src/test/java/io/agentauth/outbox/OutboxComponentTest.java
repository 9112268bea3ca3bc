// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static io.agentauth.outbox.OutboxFixture.await;
import static io.agentauth.outbox.OutboxFixture.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EventId;
import io.agentauth.testkit.StoppableKafka;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxComponentTest {
    private static final Duration OLD = Duration.ofDays(35);

    private OutboxFixture fixture;
    private String kafka;

    @BeforeEach
    void start() throws Exception {
        fixture = new OutboxFixture();
        kafka = fixture.servers.kafka();
        fixture.createTopics();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void anAppendedEventIsPublishedWithItsEnvelope() throws Exception {
        // Given
        AccountId account = AccountId.next();
        EventId cause = EventId.next();
        List<EventId> ids = fixture.append(List.of(new NewEvent(OutboxFixture.event(account, 1), cause)));

        // When
        int published = fixture.relay(kafka).turn();

        // Then
        assertThat(published).isOne();
        assertThat(fixture.count("outbox")).isZero();
        PublishedEvent event = read(account, 1).getFirst();
        assertThat(event.id()).isEqualTo(ids.getFirst());
        assertThat(event.source()).isEqualTo("/agent-auth/test-service");
        assertThat(event.sequence()).isOne();
        assertThat(event.causationId()).isEqualTo(cause);
        assertThat(event.data()).isEqualTo(OutboxFixture.event(account, 1));
    }

    @Test
    @DisplayName(
            "CloudEvents Distributed Tracing extension: a record carries the trace that its event was recorded in, and none where there is none")
    void aRecordCarriesTheTraceThatItsEventWasRecordedIn() throws Exception {
        // Given
        AccountId account = AccountId.next();
        OutboxRelay relay = fixture.relay(kafka);
        fixture.appendIn(OutboxFixture.CLICK, events(account, 1, 1));
        fixture.append(events(account, 2, 2));

        // When
        List<Queued> queued = relay.read();

        // Then
        Headers traced = queued.getFirst().toRecord("/test").headers();
        assertThat(traced.lastHeader("ce_traceparent").value()).asString().isEqualTo(OutboxFixture.CLICK);
        assertThat(traced.lastHeader("traceparent").value()).asString().isEqualTo(OutboxFixture.CLICK);
        assertThat(queued.getLast().toRecord("/test").headers().headers("ce_traceparent"))
                .isEmpty();
    }

    @Test
    void aFullBatchOfOneKeyIsPublishedInOneTurn() throws Exception {
        // Given
        AccountId account = AccountId.next();
        fixture.append(events(account, 1, 1200));
        OutboxRelay relay = fixture.relay(kafka);

        // When
        int first = relay.turn();
        int second = relay.turn();

        // Then
        assertThat(first).isEqualTo(1000);
        assertThat(second).isEqualTo(200);
        assertThat(TopicReader.sequences(read(account, 1200)).get(account.toString()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1200).boxed().toList());
    }

    @Test
    @DisplayName("J1: what is rolled back is neither recorded nor published")
    void whatIsRolledBackIsNeitherRecordedNorPublished() throws Exception {
        // Given
        AccountId account = AccountId.next();
        Uni<Object> failing = fixture.app.withTransaction(
                tx -> fixture.outbox.append(tx, events(account, 1, 3)).chain(() -> Uni.createFrom()
                        .failure(new IllegalStateException("the change did not hold"))));

        // When
        assertThatThrownBy(() -> await(failing)).hasMessage("the change did not hold");
        int published = fixture.relay(kafka).turn();

        // Then
        assertThat(published).isZero();
        assertThat(fixture.count("event")).isZero();
        fixture.append(events(account, 4, 4));
        fixture.relay(kafka).close();
        assertThat(fixture.count("event_sequence where last = 1")).isOne();
    }

    @Test
    void oneStatementCountsEachKeyOnItsOwn() throws Exception {
        // Given
        AccountId one = AccountId.next();
        AccountId other = AccountId.next();
        List<NewEvent> mixed = Stream.of(events(one, 1, 2), events(other, 1, 1), events(one, 3, 3))
                .flatMap(List::stream)
                .toList();

        // When
        fixture.append(mixed);
        fixture.append(events(one, 4, 4));
        fixture.relay(kafka).turn();

        // Then
        try (TopicReader reader = reader(Set.of(one, other))) {
            List<PublishedEvent> published = reader.readDistinct(5);
            assertThat(TopicReader.sequences(published).get(one.toString())).containsExactly(1L, 2L, 3L, 4L);
            assertThat(TopicReader.sequences(published).get(other.toString())).containsExactly(1L);
        }
    }

    @Test
    void twoRelaysKeepTheOrderOfEachKey() {
        // Given
        List<AccountId> accounts =
                IntStream.range(0, 12).mapToObj(n -> AccountId.next()).toList();
        fixture.startRelay(kafka, fixture.wakeup);
        fixture.startRelay(kafka, new Wakeup());

        // When
        List<Uni<List<EventId>>> writers = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (AccountId account : accounts) {
                List<NewEvent> few = events(account, 1, 3);
                writers.add(fixture.app.withTransaction(tx -> fixture.outbox.append(tx, few)));
            }
        }
        await(Uni.join().all(writers).andFailFast());

        // Then
        try (TopicReader reader = reader(Set.copyOf(accounts))) {
            List<PublishedEvent> published = reader.readDistinct(12 * 60);
            assertThat(TopicReader.sequences(published).values()).hasSize(12).allSatisfy(sequences -> assertThat(
                            sequences)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 60).boxed().toList()));
        }
    }

    @Test
    void transactionsThatShareKeysInAnyOrderDoNotDeadlock() throws Exception {
        // Given
        AccountId one = AccountId.next();
        AccountId other = AccountId.next();
        List<NewEvent> forth = Stream.concat(events(one, 1, 1).stream(), events(other, 1, 1).stream())
                .toList();

        // When
        List<Uni<List<EventId>>> writers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            List<NewEvent> events = i % 2 == 0 ? forth : forth.reversed();
            writers.add(fixture.app.withTransaction(tx -> fixture.outbox.append(tx, events)));
        }
        await(Uni.join().all(writers).andFailFast());

        // Then
        assertThat(fixture.count("event")).isEqualTo(200);
    }

    @Test
    void whatARelaySentBeforeItDiedIsSentAgainInOrder() throws Exception {
        // Given
        AccountId account = AccountId.next();
        fixture.append(events(account, 1, 5));
        OutboxRelay dying = fixture.relay(kafka);

        // When: it dies between the acknowledgement and the deletion
        OutboxRelay.Sent sent = dying.send(dying.read());
        fixture.append(events(account, 6, 7));
        fixture.startRelay(kafka, fixture.wakeup);

        // Then: the lease runs out, and the next relay misses nothing
        assertThat(sent.positions()).hasSize(5);
        try (TopicReader reader = reader(Set.of(account))) {
            List<PublishedEvent> copies = reader.readUntil(events -> events.size() >= 12);
            assertThat(TopicReader.sequences(copies).get(account.toString()))
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        }
    }

    @Test
    @DisplayName("J4: nothing is missing after Kafka was away")
    void nothingIsMissingAfterKafkaWasAway(@TempDir Path folder) throws Exception {
        try (StoppableKafka broker = new StoppableKafka(folder)) {
            // Given: not even the topics exist when the relay starts
            AccountId account = AccountId.next();
            RelayThread relay = fixture.startRelay(broker.bootstrapServers(), fixture.wakeup);
            fixture.append(events(account, 1, 20));
            broker.start();
            try (TopicReader reader = readerAt(broker, account)) {
                assertThat(reader.readDistinct(20)).hasSize(20);
            }

            // When
            broker.kill();
            for (int i = 0; i < 10; i++) {
                fixture.append(events(account, 1, 5));
            }
            assertThat(fixture.count("outbox")).isEqualTo(50);
            broker.start();

            // Then
            try (TopicReader reader = readerAt(broker, account)) {
                assertThat(TopicReader.sequences(reader.readDistinct(70)).get(account.toString()))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, 70).boxed().toList());
            }
            relay.stop(null);
        }
    }

    @Test
    void aTurnWithoutKafkaFailsAndLeavesTheQueueAsItIs(@TempDir Path folder) throws Exception {
        // Given
        fixture.append(events(AccountId.next(), 1, 3));

        // When
        try (StoppableKafka away = new StoppableKafka(folder)) {
            assertThatThrownBy(() -> fixture.relay(away.bootstrapServers()).turn())
                    .isInstanceOf(ExecutionException.class);
        }

        // Then
        assertThat(fixture.count("outbox")).isEqualTo(3);
    }

    @Test
    void whatIsPublishedIsForgottenAfterAWhileAndWhatWaitsIsNot() throws Exception {
        // Given
        AccountId account = AccountId.next();
        fixture.append(events(account, 1, 3));
        OutboxRelay relay = fixture.relay(kafka);
        relay.turn();
        fixture.append(events(account, 4, 4));
        fixture.age(OLD);
        fixture.append(events(account, 5, 5));

        // When
        int some = await(fixture.queue.forgetPublished(OLD, 2));
        int gone = await(fixture.queue.forgetPublished(OLD, 5));
        int again = await(fixture.queue.forgetPublished(OLD, 5));

        // Then
        assertThat(some).isEqualTo(2);
        assertThat(gone).isOne();
        assertThat(again).isZero();
        assertThat(fixture.count("event")).isEqualTo(2);
        assertThat(relay.turn()).isEqualTo(2);
        assertThat(await(fixture.queue.forgetPublished(OLD, 5))).isOne();
        assertThat(fixture.append(events(account, 6, 6))).hasSize(1);
        relay.turn();
        assertThat(TopicReader.sequences(read(account, 6)).get(account.toString()))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void whatWasReceivedIsForgottenLaterThanAnyTopicKeepsIt() throws Exception {
        // Given
        List<EventId> early = List.of(EventId.next(), EventId.next());
        List<EventId> late = List.of(EventId.next());
        await(fixture.worker.withTransaction(tx -> fixture.inbox.claimNew(tx, "test", early)));
        fixture.age(OLD);
        await(fixture.worker.withTransaction(tx -> fixture.inbox.claimNew(tx, "test", late)));

        // When
        int gone = await(fixture.queue.forgetReceived(OLD, 5));

        // Then
        assertThat(gone).isEqualTo(2);
        List<EventId> claimedAgain =
                await(fixture.worker.withTransaction(tx -> fixture.inbox.claimNew(tx, "test", late)));
        assertThat(claimedAgain).isEmpty();
    }

    @Test
    @DisplayName("C13: the role that serves callers may append events, and nothing else")
    void theAppRoleMayAppendAndNothingElse() {
        for (String forbidden : List.of(
                "delete from event",
                "update event set data = ''",
                "select * from outbox",
                "delete from outbox",
                "select * from inbox")) {
            assertThatThrownBy(() -> await(fixture.app.query(forbidden).execute()))
                    .hasMessageContaining("permission denied");
        }
    }

    private List<PublishedEvent> read(AccountId account, int number) {
        try (TopicReader reader = reader(Set.of(account))) {
            return reader.readDistinct(number);
        }
    }

    private TopicReader reader(Set<AccountId> accounts) {
        return new TopicReader(
                kafka,
                Topic.ACCOUNTS,
                accounts.stream().map(AccountId::toString).collect(Collectors.toSet()));
    }

    private static TopicReader readerAt(StoppableKafka broker, AccountId account) {
        return new TopicReader(broker.bootstrapServers(), Topic.ACCOUNTS, Set.of(account.toString()));
    }
}
