// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.limit;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The counters in Redis. Whatever goes wrong there is nobody's trouble: the count is left to each process for a while. */
@ApplicationScoped
public class SharedCounts {
    private static final Logger LOG = Logger.getLogger(SharedCounts.class);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long AWAY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int WAITING_MAX = 256;
    private static final String KEEP_SECONDS = "3";

    private final Redis redis;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong askAgainAt = new AtomicLong(System.nanoTime());

    @Inject
    SharedCounts(Redis redis) {
        this.redis = redis;
    }

    /** Adds {@code requests} to the subject's count of that second; {@code total} hears the sum over all replicas, if Redis answers. */
    void add(String subject, long second, int requests, LongConsumer total) {
        if (System.nanoTime() - askAgainAt.get() < 0 || waiting.get() >= WAITING_MAX) {
            return;
        }
        String key = "agent-auth:rate:" + subject + ":" + second;
        waiting.incrementAndGet();
        redis.batch(List.of(
                        Request.cmd(Command.INCRBY).arg(key).arg(requests),
                        Request.cmd(Command.EXPIRE).arg(key).arg(KEEP_SECONDS)))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(answers -> hear(answers.getFirst().toLong(), total))
                .onFailure(this::away)
                .onComplete(done -> waiting.decrementAndGet());
    }

    private static void hear(@Nullable Long sum, LongConsumer total) {
        if (sum != null) {
            total.accept(sum);
        }
    }

    private void away(Throwable failure) {
        long before = askAgainAt.getAndSet(System.nanoTime() + AWAY_NANOS);
        if (System.nanoTime() - before > 2 * AWAY_NANOS) {
            LOG.warnf(
                    "Redis does not answer (%s): rate limits are counted by each process",
                    failure.getClass().getSimpleName());
        }
    }
}
