// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import io.agentauth.ids.ConnectionId;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** The token buckets in Redis, common to all replicas. Whatever goes wrong there, each process counts its share for a while. */
@ApplicationScoped
class SharedBuckets {
    private static final Logger LOG = Logger.getLogger(SharedBuckets.class);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long AWAY_NANOS = Duration.ofSeconds(1).toNanos();

    // The time of the next free place, by Redis's clock; a second's worth may go at once. Who would not wait so long
    // takes none.
    private static final String RESERVE =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local interval = tonumber(ARGV[1])
            local burst = math.max(0, 1000000 - interval)
            local free = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now - burst)
            local wait = math.max(0, free - now)
            if wait <= tonumber(ARGV[2]) then
                redis.call('SET', KEYS[1], string.format('%.0f', free + interval), 'PX', math.ceil(wait / 1000) + 10000)
            end
            return wait
            """;

    private final Redis redis;
    private final Duration patience;
    private final AtomicLong askAgainAt = new AtomicLong(System.nanoTime());

    @Inject
    SharedBuckets(Redis redis) {
        this(redis, PATIENCE);
    }

    /** With more patience: for tests on machines that are slow. */
    SharedBuckets(Redis redis, Duration patience) {
        this.redis = redis;
        this.patience = patience;
    }

    /** How long to wait for a place, which is taken unless that is longer than {@code most}; empty if Redis does not say. */
    Uni<Optional<Duration>> reserve(ConnectionId connection, int perSecond, Duration most) {
        if (System.nanoTime() - askAgainAt.get() < 0) {
            return Uni.createFrom().item(Optional.empty());
        }
        Request request = Request.cmd(Command.EVAL)
                .arg(RESERVE)
                .arg(1)
                .arg("agent-auth:renewals:" + connection)
                .arg(Math.max(1, 1_000_000 / perSecond))
                .arg(most.toNanos() / 1_000);
        return Uni.createFrom()
                .completionStage(() -> redis.send(request).toCompletionStage())
                .ifNoItem()
                .after(patience)
                .fail()
                .map(answer -> Optional.of(Duration.ofNanos(Objects.requireNonNull(answer.toLong()) * 1_000)))
                .onFailure()
                .recoverWithItem(this::away);
    }

    private Optional<Duration> away(Throwable failure) {
        long before = askAgainAt.getAndSet(System.nanoTime() + AWAY_NANOS);
        if (System.nanoTime() - before > 2 * AWAY_NANOS) {
            LOG.warnf(
                    "Redis does not answer (%s): each process keeps its share of the rates",
                    failure.getClass().getSimpleName());
        }
        return Optional.empty();
    }
}
