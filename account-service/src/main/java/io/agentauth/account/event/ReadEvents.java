// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import io.agentauth.account.event.EventLogStore.Logged;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the log from a position on; where there is nothing yet, waits for it. */
@ApplicationScoped
class ReadEvents {
    private final EventLogStore store;
    private final EventConfig config;
    private final AtomicInteger waiters = new AtomicInteger();

    @Inject
    ReadEvents(EventLogStore store, EventConfig config) {
        this.store = store;
        this.config = config;
    }

    Uni<List<Logged>> of(EnvironmentId environment, long position, int limit, Duration wait) {
        return store.page(environment, position, limit)
                .chain(page -> page.isEmpty() && wait.isPositive()
                        ? later(environment, position, limit, wait)
                        : Uni.createFrom().item(page));
    }

    /** Fails with {@code not_found} where the environment has no such account. */
    Uni<List<Logged>> of(EnvironmentId environment, AccountId account, long position, int limit) {
        return store.isKnown(environment, account).chain(known -> {
            if (!known) {
                throw ProblemException.notFound("account");
            }
            return store.page(environment, account, position, limit);
        });
    }

    private Uni<List<Logged>> later(EnvironmentId environment, long position, int limit, Duration wait) {
        Duration atMost = wait.compareTo(config.waitMax()) < 0 ? wait : config.waitMax();
        if (waiters.incrementAndGet() > config.waitersMax()) {
            waiters.decrementAndGet();
            return Uni.createFrom().item(List.of());
        }
        long until = System.nanoTime() + atMost.toNanos();
        return store.page(environment, position, limit)
                .onItem()
                .delayIt()
                .by(config.look())
                .repeat()
                .whilst(page -> page.isEmpty() && System.nanoTime() < until)
                .collect()
                .last()
                .onTermination()
                .invoke(waiters::decrementAndGet);
    }
}
