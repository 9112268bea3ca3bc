// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.ids.GrantId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the journal, from a thread of its own that may wait for Kafka as long as it takes: of a grant only the latest entry is kept waiting.
 * Nothing on the renewal path waits for it, but for the shutdown of a process whose database is away.
 */
@ApplicationScoped
public class Journal {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final Duration LINGER = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(10);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    private static final int WAITING_MAX = 100_000;
    private static final int BATCH = 1_000;

    private final JournalTopic topic;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Semaphore something = new Semaphore(0);
    private final Semaphore stopping = new Semaphore(0);
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private @Nullable Thread thread;
    private volatile boolean stopped;
    private boolean trouble;
    private volatile long epoch = 1;

    @Inject
    Journal(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        this.topic = new JournalTopic(connection);
    }

    private record Waiting(JournalEntry entry, CompletableFuture<@Nullable Void> kept) {}

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("token-journal").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        something.release();
        stopping.release();
        Thread writing = thread;
        if (writing != null && !writing.join(STOP_MAX)) {
            writing.interrupt();
        }
    }

    /** Writes {@code entry} when it can; completes when Kafka has it on all replicas, or when a later one of the grant took its place. */
    public synchronized Uni<Void> keep(JournalEntry entry) {
        CompletableFuture<@Nullable Void> kept = new CompletableFuture<>();
        Waiting before = waiting.put(entry.key(), new Waiting(entry.in(epoch), kept));
        if (before != null) {
            var _ = kept.thenAccept(_ -> before.kept().complete(null));
        } else if (waiting.size() > WAITING_MAX) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        if (waiting.size() == 1) {
            something.release();
        }
        return Uni.createFrom().completionStage(kept);
    }

    /** From now on entries are of that epoch. */
    public void begin(long newEpoch) {
        epoch = newEpoch;
    }

    /** The latest entry of each grant's renewals since {@code from}: for attempts whose owner died after it read an answer. */
    public Uni<Map<GrantId, JournalEntry>> since(Instant from) {
        return blocking(() -> topic.read(from));
    }

    /**
     * Gives all entries that are there now to {@code take}, some hundreds at a time and in their order; the next when it has completed. Older ones of
     * a grant may or may not be among them. Fails if Kafka does.
     */
    public Uni<Void> replay(Function<List<JournalEntry>, Uni<Void>> take) {
        return blocking(() -> topic.reader(Long.MAX_VALUE)).chain(reader -> replay(reader, take));
    }

    /** The last entries, up to {@code most} of each partition. */
    public Uni<List<JournalEntry>> last(long most) {
        List<JournalEntry> last = new ArrayList<>();
        return blocking(() -> topic.reader(most))
                .chain(reader ->
                        replay(reader, batch -> Uni.createFrom().voidItem().invoke(() -> last.addAll(batch))))
                .replaceWith(last);
    }

    private static Uni<Void> replay(JournalReader reader, Function<List<JournalEntry>, Uni<Void>> take) {
        return Multi.createBy()
                .repeating()
                .uni(() -> blocking(reader::next))
                .whilst(batch -> !batch.isEmpty())
                .onItem()
                .transformToUniAndConcatenate(batch -> take.apply(batch))
                .onItem()
                .ignoreAsUni()
                .eventually(() -> blocking(() -> {
                    reader.close();
                    return reader;
                }));
    }

    private static <T> Uni<T> blocking(Callable<T> call) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<T> done = new CompletableFuture<>();
            var _ = Thread.ofVirtual().name("token-journal-read").start(() -> complete(done, call));
            return Uni.createFrom().completionStage(done);
        });
    }

    /** Whatever goes wrong belongs to whoever waits. */
    private static <T> void complete(CompletableFuture<T> done, Callable<T> call) {
        try {
            done.complete(call.call());
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    private void run() {
        try {
            while (!isDone()) {
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            abandonProducer();
        }
    }

    private synchronized boolean isDone() {
        return stopped && waiting.isEmpty();
    }

    private void write() throws InterruptedException {
        List<Waiting> batch = await();
        if (batch.isEmpty()) {
            return;
        }
        try {
            send(batch);
            if (trouble) {
                trouble = false;
                LOG.info("the token journal is written again");
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            abandonProducer();
            if (!trouble) {
                trouble = true;
                LOG.warnf("the token journal waits for Kafka: %s", e.getClass().getSimpleName());
            }
            pause(PAUSE);
        }
    }

    private List<Waiting> await() throws InterruptedException {
        if (something.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            something.drainPermits();
            pause(LINGER);
        }
        synchronized (this) {
            return waiting.values().stream().limit(BATCH).toList();
        }
    }

    /** Less of a pause once the process is to stop. */
    private void pause(Duration pause) throws InterruptedException {
        if (stopping.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            stopping.release();
        }
    }

    private void send(List<Waiting> batch) throws InterruptedException, ExecutionException, TimeoutException {
        topic.require();
        if (producer == null) {
            producer = topic.producer();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
        for (Waiting one : batch) {
            byte[] key = one.entry().key().getBytes(UTF_8);
            sent.add(producer.send(
                    new ProducerRecord<>(JournalTopic.NAME, key, one.entry().toJson())));
        }
        for (int i = 0; i < batch.size(); i++) {
            var _ = sent.get(i).get(ACKNOWLEDGEMENT.toMillis(), TimeUnit.MILLISECONDS);
            done(batch.get(i));
        }
    }

    private void done(Waiting one) {
        synchronized (this) {
            waiting.remove(one.entry().key(), one);
        }
        one.kept().complete(null);
    }

    private void abandonProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
