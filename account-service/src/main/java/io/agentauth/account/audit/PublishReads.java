// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.account.audit.AccessTailStore.Position;
import io.agentauth.account.audit.AccessTailStore.Tailed;
import io.agentauth.database.Migration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Publishes access records behind the readers' backs: one replica at a time, in batches, from the position that was acknowledged last, so that each
 * is published at least once. While Kafka is away they stay where they are, and nothing that a read needs waits.
 */
@ApplicationScoped
class PublishReads {
    private static final Logger LOG = Logger.getLogger(PublishReads.class);
    private static final Duration SQL_MAX = Duration.ofSeconds(10);

    private final Migration migration;
    private final AccessTailStore store;
    private final AccessTopic topic;
    private final AccessConfig config;
    private final Counter published;
    private final UUID me = UUID.randomUUID();
    private boolean trouble;

    @Inject
    PublishReads(
            Migration migration, AccessTailStore store, AccessTopic topic, AccessConfig config, MeterRegistry metrics) {
        this.migration = migration;
        this.store = store;
        this.topic = topic;
        this.config = config;
        published = metrics.counter("agentauth.access.published");
    }

    @Scheduled(every = "${agent-auth.access.every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!migration.isDone()) {
            return;
        }
        try {
            publish();
            trouble = false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (!trouble) {
                trouble = true;
                LOG.warnf(
                        "access records wait until they can be published: %s",
                        e.getClass().getSimpleName());
            }
        }
    }

    private void publish() throws InterruptedException, ExecutionException, TimeoutException {
        Optional<Position> from = get(store.claim(me, config.lease()));
        for (int batch = 0; from.isPresent() && batch < config.batchesMax(); batch++) {
            List<Tailed> records = get(store.next(from.get(), config.batch()));
            if (records.isEmpty()) {
                return;
            }
            get(store.touch(records).replaceWith(true));
            topic.publish(records.stream().map(Tailed::event).toList());
            get(store.published(me, records, config.lease()).replaceWith(true));
            published.increment(records.size());
            from = records.size() < config.batch()
                    ? Optional.empty()
                    : Optional.of(records.getLast().position());
        }
    }

    private static <T> T get(Uni<T> uni) throws InterruptedException, ExecutionException, TimeoutException {
        return uni.subscribeAsCompletionStage().toCompletableFuture().get(SQL_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
}
