// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one thread of this process that relays: it may block, so it is nobody else's. It outlives every absence of Kafka and PostgreSQL. */
@ApplicationScoped
class RelayThread {
    private static final Logger LOG = Logger.getLogger(RelayThread.class);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(5);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final int FORGET_AT_ONCE = 5_000;
    private static final Duration SQL_MAX = Duration.ofSeconds(10);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final OutboxQueue queue;
    private final Broker broker;
    private final OutboxConfig config;
    private final Wakeup wakeup;
    private final MeterRegistry metrics;
    private final Backoff backoff;
    private volatile OutboxQueue.Length length = new OutboxQueue.Length(0, 0);
    private volatile boolean stopped;
    private @Nullable Thread thread;
    private long measuredAt = System.nanoTime() - MEASURE_EVERY.toNanos();
    private long forgotAt = System.nanoTime();
    private boolean isMoreToForget;
    private Duration pause;
    private volatile boolean trouble;

    @Inject
    RelayThread(OutboxQueue queue, Broker broker, OutboxConfig config, Wakeup wakeup, MeterRegistry metrics) {
        this.queue = queue;
        this.broker = broker;
        this.config = config;
        this.wakeup = wakeup;
        this.metrics = metrics;
        this.backoff = new Backoff(config.backoffMax());
        this.pause = config.poll();
    }

    void start(@Observes TablesReady event) {
        metrics.gauge("agentauth.outbox.queued", this, self -> self.length.events());
        metrics.gauge("agentauth.outbox.oldest.seconds", this, self -> self.length.oldestSeconds());
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
    }

    /** Waits for the batch that is being published; where nothing can be published there is nothing to wait for. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        wakeup.signal();
        if (thread != null && (trouble || !thread.join(STOP_MAX))) {
            thread.interrupt();
        }
    }

    private void run() {
        try (OutboxRelay relay = new OutboxRelay(queue, broker, config, metrics)) {
            while (!stopped) {
                turn(relay);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(OutboxRelay relay) throws InterruptedException {
        try {
            int published = relay.turn();
            recovered();
            measure();
            pause = published > 0 ? config.poll() : longer(pause);
            if (published < config.batch() && wakeup.await(pause)) {
                Thread.sleep(config.linger());
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            relay.abandonProducer();
            failed(e);
            measureQuietly();
            Thread.sleep(backoff.next());
        }
    }

    private Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(config.pollIdle()) < 0 ? doubled : config.pollIdle();
    }

    private void recovered() {
        backoff.reset();
        if (trouble) {
            trouble = false;
            LOG.info("events are published again");
        }
    }

    private void failed(Exception e) {
        if (!trouble) {
            trouble = true;
            LOG.warnf(e, "events wait in the outbox until they can be published");
        }
    }

    private void measureQuietly() throws InterruptedException {
        try {
            measure();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debug("the outbox cannot be measured", e);
        }
    }

    private void measure() throws InterruptedException, ExecutionException, TimeoutException {
        long now = System.nanoTime();
        if (now - measuredAt > MEASURE_EVERY.toNanos()) {
            measuredAt = now;
            length = Blocking.get(queue.length(), SQL_MAX);
        }
        if (isMoreToForget || now - forgotAt > FORGET_EVERY.toNanos()) {
            forgotAt = now;
            isMoreToForget = forget();
        }
    }

    /** A few thousand in a turn, so that publishing does not wait for long, and in the next turn again if there were as many. What fails is no trouble of publishing. */
    private boolean forget() throws InterruptedException {
        try {
            int published = Blocking.get(queue.forgetPublished(config.eventsKept(), FORGET_AT_ONCE), SQL_MAX);
            int received = Blocking.get(queue.forgetReceived(config.inboxKept(), FORGET_AT_ONCE), SQL_MAX);
            return Math.max(published, received) == FORGET_AT_ONCE;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warnf("what is old stays in the tables of events until the next try: %s", e.toString());
            return false;
        }
    }
}
