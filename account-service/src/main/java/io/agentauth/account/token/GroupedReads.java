// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: readers that come while a statement is on its way share the next one, so the more there are, the less each costs. A reader
 * who comes alone is served at once. Each waits until the commit that holds its access record: no record, no token.
 */
@ApplicationScoped
class GroupedReads {
    private static final Logger LOG = Logger.getLogger(GroupedReads.class);

    private final TokenStore store;
    private final TokenConfig config;
    private final DistributionSummary readers;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();

    @Inject
    GroupedReads(TokenStore store, TokenConfig config, MeterRegistry metrics) {
        this.store = store;
        this.config = config;
        readers = metrics.summary("agentauth.token.readers");
        metrics.gauge("agentauth.token.waiting", queued);
    }

    /** A reader, and where to tell it: on the event loop that it came from. */
    private record Waiting(TokenRead read, UniEmitter<? super Found> emitter, @Nullable ContextInternal context) {}

    /** Reads, together with whoever else does. Fails with {@code service_unavailable} if the database does not confirm in time. */
    Uni<Found> read(TokenRead read) {
        return Uni.createFrom().emitter(emitter -> {
            if (queued.incrementAndGet() > config.waitingMax()) {
                queued.decrementAndGet();
                emitter.fail(unavailable(null));
                return;
            }
            queue.add(new Waiting(read, emitter, (ContextInternal) Vertx.currentContext()));
            pump();
        });
    }

    // Whoever adds a reader or ends a statement looks again, so nobody is left waiting.
    private void pump() {
        while (!queue.isEmpty() && claimStatement()) {
            List<Waiting> group = take();
            if (group.isEmpty()) {
                statements.decrementAndGet();
            } else {
                send(group);
            }
        }
    }

    private boolean claimStatement() {
        int running = statements.get();
        while (running < config.statementsMax()) {
            if (statements.compareAndSet(running, running + 1)) {
                return true;
            }
            running = statements.get();
        }
        return false;
    }

    private List<Waiting> take() {
        List<Waiting> group = new ArrayList<>();
        while (group.size() < config.readersMax()) {
            Waiting waiting = queue.poll();
            if (waiting == null) {
                break;
            }
            group.add(waiting);
        }
        queued.addAndGet(-group.size());
        return group;
    }

    private void send(List<Waiting> group) {
        readers.record(group.size());
        store.read(group.stream().map(Waiting::read).toList())
                .ifNoItem()
                .after(config.databaseWithin())
                .fail()
                .onTermination()
                .invoke(this::ended)
                .subscribe()
                .with(found -> tell(group, found), failure -> fail(group, failure));
    }

    private void ended() {
        statements.decrementAndGet();
        pump();
    }

    private static void tell(List<Waiting> group, List<Found> found) {
        onTheirLoops(group, i -> group.get(i).emitter().complete(found.get(i)));
    }

    private static void fail(List<Waiting> group, Throwable failure) {
        LOG.warnf("%d token reads failed: %s", group.size(), failure.getMessage());
        ProblemException problem = unavailable(failure);
        onTheirLoops(group, i -> group.get(i).emitter().fail(problem));
    }

    /** What is done with the reader of that number. */
    private interface Telling {
        void tell(int number);
    }

    /** One hop an event loop, however many readers came from it; each goes on in its own context. */
    private static void onTheirLoops(List<Waiting> group, Telling telling) {
        Map<EventLoop, List<Integer>> byLoop = new HashMap<>();
        for (int i = 0; i < group.size(); i++) {
            ContextInternal context = group.get(i).context();
            if (context == null) {
                telling.tell(i);
            } else {
                byLoop.computeIfAbsent(context.nettyEventLoop(), _ -> new ArrayList<>())
                        .add(i);
            }
        }
        byLoop.forEach((loop, numbers) -> loop.execute(() -> numbers.forEach(i -> tellIn(group.get(i), i, telling))));
    }

    private static void tellIn(Waiting waiting, int number, Telling telling) {
        ContextInternal context = waiting.context();
        if (context != null) {
            context.dispatch(() -> telling.tell(number));
        }
    }

    static ProblemException unavailable(@Nullable Throwable cause) {
        return new ProblemException(
                        ProblemType.SERVICE_UNAVAILABLE, "The token cannot be read now; nothing was handed out.", cause)
                .retryAfter(Duration.ofSeconds(1));
    }
}
