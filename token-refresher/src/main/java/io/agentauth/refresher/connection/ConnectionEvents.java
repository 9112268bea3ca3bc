// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.events.ConnectionUpdated;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.outbox.EventSubscriber;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes copies newer when their owner says so. The version check makes a second delivery a no-op. */
@ApplicationScoped
class ConnectionEvents implements EventSubscriber {
    private final Connections connections;

    @Inject
    ConnectionEvents(Connections connections) {
        this.connections = connections;
    }

    @Override
    public String consumer() {
        return "token-refresher.connections";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.CONNECTIONS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        return Multi.createFrom()
                .iterable(events)
                .onItem()
                .transformToUniAndConcatenate(event -> apply(event.data()))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> apply(AgentAuthEvent event) {
        return switch (event) {
            case ConnectionUpdated updated ->
                connections
                        .outdated(updated.environmentId(), updated.connectionId(), updated.version())
                        .onFailure(ConnectionEvents::isGone)
                        .recoverWithUni(() -> connections.deleted(updated.connectionId(), updated.version()));
            case ConnectionDeleted deleted -> connections.deleted(deleted.connectionId(), deleted.version());
            default -> Uni.createFrom().voidItem();
        };
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
    }
}
