// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.outbox.EventSubscriber;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keeps what all services publish, each event once: the feed of environments, and the changes in the audit trail. */
@ApplicationScoped
class EventLog implements EventSubscriber {
    private final EventLogStore store;

    @Inject
    EventLog(EventLogStore store) {
        this.store = store;
    }

    @Override
    public String consumer() {
        return "account-service.event-log";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.ENVIRONMENTS, Topic.CONNECTIONS, Topic.ACCOUNTS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        return store.append(events);
    }
}
