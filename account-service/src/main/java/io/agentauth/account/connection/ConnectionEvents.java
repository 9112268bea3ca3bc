// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connection;

import io.agentauth.database.Database;
import io.agentauth.events.AccountEvent;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionCreated;
import io.agentauth.events.ConnectionCredentialsExpiring;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.events.ConnectionEvent;
import io.agentauth.events.ConnectionResumed;
import io.agentauth.events.ConnectionSecretTried;
import io.agentauth.events.ConnectionSuspended;
import io.agentauth.events.ConnectionUpdated;
import io.agentauth.events.EnvironmentEvent;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.ids.EventId;
import io.agentauth.outbox.EventSubscriber;
import io.agentauth.outbox.Inbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Outdates copies whose owner changed them, and notes which connections the provider refuses. */
@ApplicationScoped
class ConnectionEvents implements EventSubscriber {
    private final Database database;
    private final Inbox inbox;
    private final ConnectionStore store;

    @Inject
    ConnectionEvents(Database database, Inbox inbox, ConnectionStore store) {
        this.database = database;
        this.inbox = inbox;
        this.store = store;
    }

    @Override
    public String consumer() {
        return "account-service.connections";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.CONNECTIONS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        List<EventId> ids = events.stream().map(PublishedEvent::id).toList();
        return database.asWorker(tx -> inbox.claimNew(tx, consumer(), ids)
                .chain(claimed -> apply(
                        tx,
                        events.stream()
                                .filter(event -> claimed.contains(event.id()))
                                .toList())));
    }

    private Uni<Void> apply(SqlConnection tx, List<PublishedEvent> events) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (PublishedEvent event : events) {
            all = all.chain(_ -> apply(tx, event.data()));
        }
        return all;
    }

    private Uni<Void> apply(SqlConnection tx, AgentAuthEvent event) {
        return switch (event) {
            case ConnectionEvent about -> apply(tx, about);
            case AccountEvent _ -> Uni.createFrom().voidItem();
            case EnvironmentEvent _ -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> apply(SqlConnection tx, ConnectionEvent event) {
        return switch (event) {
            case ConnectionCreated _, ConnectionCredentialsExpiring _, ConnectionSecretTried _ ->
                Uni.createFrom().voidItem();
            case ConnectionUpdated updated ->
                store.outdate(tx, updated.environmentId(), updated.connectionId(), updated.version());
            case ConnectionDeleted deleted -> store.delete(tx, deleted.environmentId(), deleted.connectionId());
            case ConnectionSuspended suspended -> store.suspend(tx, suspended);
            case ConnectionResumed resumed -> store.resume(tx, resumed.environmentId(), resumed.connectionId());
        };
    }
}
