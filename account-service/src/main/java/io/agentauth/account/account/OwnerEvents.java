// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.database.Database;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.ConnectionDeleted;
import io.agentauth.events.EnvironmentDeleted;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.Topic;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.EventSubscriber;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Ends the accounts of a connection or an environment that was deleted: batch by batch, each its own transaction, and again after a crash. */
@ApplicationScoped
class OwnerEvents implements EventSubscriber {
    private static final int BATCH = 200;
    private static final String OPEN = "select " + AccountRow.COLUMNS + " from " + AccountRow.TABLES
            + """
              where a.environment_id = $1 and ($2::uuid is null or a.connection_id = $2) and a.deleted_at is null
                and (a.status not in ('revoked', 'disconnected') or a.generation_last > a.generation_ended)
              order by a.id limit $3
              for update of a
              """;

    private final Database database;
    private final EndAccount end;
    private final AccountRow rows;

    @Inject
    OwnerEvents(Database database, EndAccount end, AccountRow rows) {
        this.database = database;
        this.end = end;
        this.rows = rows;
    }

    /** Whose accounts end: a connection's, or all of the environment. */
    private record Owner(EnvironmentId environment, @Nullable ConnectionId connection) {}

    @Override
    public String consumer() {
        return "account-service.owners";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.ENVIRONMENTS, Topic.CONNECTIONS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (PublishedEvent event : events) {
            all = all.chain(_ -> receive(event.data()));
        }
        return all;
    }

    private Uni<Void> receive(AgentAuthEvent event) {
        if (event instanceof ConnectionDeleted deleted) {
            return endAll(new Owner(deleted.environmentId(), deleted.connectionId()));
        }
        return event instanceof EnvironmentDeleted deleted
                ? endAll(new Owner(deleted.environmentId(), null))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> endAll(Owner owner) {
        return database.asWorker(tx -> endSome(tx, owner))
                .chain(ended -> ended < BATCH ? Uni.createFrom().voidItem() : endAll(owner));
    }

    private Uni<Integer> endSome(SqlConnection tx, Owner owner) {
        return tx.preparedQuery(OPEN)
                .execute(Tuple.of(
                        owner.environment().value(),
                        owner.connection() == null ? null : owner.connection().value(),
                        (long) BATCH))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(this::account)
                        .toList())
                .chain(accounts -> endEach(tx, accounts).replaceWith(accounts.size()));
    }

    private Uni<Void> endEach(SqlConnection tx, List<Account> accounts) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Account account : accounts) {
            all = all.chain(_ -> end.revoke(tx, account).replaceWithVoid());
        }
        return all;
    }

    private Account account(Row row) {
        return rows.read(row);
    }
}
