// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Starts and ends a consumer for every {@link EventSubscriber} of the service. */
@ApplicationScoped
class Subscriptions {
    private static final int STOP_FIRST = 100;

    private final List<ConsumerThread> threads;

    @Inject
    Subscriptions(@All List<EventSubscriber> subscribers, Broker broker, Quarantine quarantine, OutboxConfig config) {
        threads = subscribers.stream()
                .map(subscriber -> new ConsumerThread(subscriber, broker, quarantine, config))
                .toList();
    }

    void start(@Observes TablesReady event) {
        threads.forEach(ConsumerThread::start);
    }

    /** Before what it works for: an event that comes in must not begin anything in a process that already waits for what it has begun. */
    void stop(@Observes @Priority(STOP_FIRST) ShutdownEvent event) throws InterruptedException {
        threads.forEach(ConsumerThread::askToStop);
        for (ConsumerThread thread : threads) {
            thread.awaitStop();
        }
    }
}
