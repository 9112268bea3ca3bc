// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.agentauth.database.Database;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.EnvironmentDeleted;
import io.agentauth.events.EnvironmentUpdated;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.outbox.EventSubscriber;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Outdates copies whose owner changed them. Doing it twice harms nothing, so no inbox is needed. */
@ApplicationScoped
class EnvironmentEvents implements EventSubscriber {
    private final Database database;
    private final EnvironmentStore store;

    @Inject
    EnvironmentEvents(Database database, EnvironmentStore store) {
        this.database = database;
        this.store = store;
    }

    @Override
    public String consumer() {
        return "account-service.environments";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.ENVIRONMENTS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        UUID[] updated = of(events, EnvironmentUpdated.class);
        UUID[] deleted = of(events, EnvironmentDeleted.class);
        return updated.length + deleted.length == 0
                ? Uni.createFrom().voidItem()
                : database.asWorker(tx -> store.outdate(tx, updated).chain(_ -> store.delete(tx, deleted)));
    }

    private static UUID[] of(List<PublishedEvent> events, Class<? extends AgentAuthEvent> type) {
        return events.stream()
                .map(PublishedEvent::data)
                .filter(type::isInstance)
                .map(event -> event.environmentId().value())
                .distinct()
                .toArray(UUID[]::new);
    }
}
