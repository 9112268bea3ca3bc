// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/**
 * A bean that reads events. Every {@code @ApplicationScoped} bean of this type gets a Kafka consumer of its own, which starts with the
 * service, waits for Kafka as long as it takes, and never touches readiness.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class ConnectionEvents implements EventSubscriber {
 *     public String consumer() { return "account-service.connections"; }
 *     public Set<Topic> topics() { return EnumSet.of(Topic.CONNECTIONS); }
 *     public Uni<Void> receive(List<PublishedEvent> events) { … pool.withTransaction(tx -> inbox.claimNew(tx, consumer(), ids) …) }
 * }
 * }</pre>
 */
public interface EventSubscriber {
    /** The Kafka consumer group, and the name in the inbox: {@code <service>.<capability>}, never changed. Replicas share it. */
    String consumer();

    /** What to read, from the earliest event that is kept. */
    Set<Topic> topics();

    /**
     * Takes a batch: up to a few hundred events, in order per key, of types that this release knows (ignore what is of no interest).
     *
     * <p>When the Uni completes, the batch is done with. When it fails, the whole batch is handed over again after a pause, and again,
     * until it completes: so fail only on what heals, and use {@link Inbox} or a version check, because a batch may also come twice.
     */
    Uni<Void> receive(List<PublishedEvent> events);
}
